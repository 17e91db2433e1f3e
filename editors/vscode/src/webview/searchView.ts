// The page of the view "Treeline": the inputs, what is to say about the results, and the results.
import { NO_INPUTS } from '../search/query';
import { NO_REPLACE, type FromPage, type ToPage, type ViewInputs, type Words } from '../sidebar/messages';
import { action, element, host, icon, isCommand } from './dom';
import { InputBox } from './inputBox';
import { ResultTree } from './resultTree';

function post(message: FromPage): void {
  host.postMessage(message);
}

class SearchPage {
  private inputs: ViewInputs = { search: NO_INPUTS, replace: NO_REPLACE, details: false };
  private readonly tree = new ResultTree({
    open: (id, pinned, side) => { post({ kind: 'open', id, pinned, side }); },
    dismiss: (id) => { post({ kind: 'dismiss', id }); },
    replace: (id) => { post({ kind: 'replace', id }); },
    previewReplace: (id) => { post({ kind: 'previewReplace', id }); },
    copy: (id) => { post({ kind: 'copy', id }); },
    leaveUp: () => { this.query.focus(); },
    folded: (all) => { post({ kind: 'folded', all }); },
  });
  private readonly more = action('ellipsis', 'Toggle Search Details', () => {
    this.inputs = { ...this.inputs, details: !this.inputs.details };
    this.showParts();
    post({ kind: 'inputs', inputs: this.inputs });
    (this.inputs.details ? this.include : this.query).focus();
  });
  private readonly query = new InputBox({
    placeholder: 'Search',
    label: 'Search: words, "a phrase", /a regular expression/, lang:c, in:comment (↑ for history)',
    toggles: [
      { icon: 'case-sensitive', title: 'Match Case (Alt+C)', key: 'c' },
      { icon: 'whole-word', title: 'Match Whole Word (Alt+W)', key: 'w' },
      { icon: 'regex', title: 'Use Regular Expression (Alt+R)', key: 'r' },
      { icon: 'quotes', title: 'Exactly as Written, Without the Query Language (Alt+E)', key: 'e' },
    ],
    onInput: (now) => { this.searched(now); },
  });
  private readonly replace = new InputBox({
    placeholder: 'Replace',
    label: 'Replace',
    toggles: [{ icon: 'preserve-case', title: 'Preserve Case (Alt+P)', key: 'p' }],
    onInput: () => { this.replaced(); },
  });
  private readonly include = this.fileInput('files to include', 'e.g. *.ts, src/**, ./docs');
  private readonly exclude = this.fileInput('files to exclude', 'e.g. *.min.js, **/test/**');
  private readonly languages = this.fileInput('languages', 'e.g. c, python, rust');
  private readonly replaceToggle = action('chevron-right', 'Toggle Replace', () => { this.toggleReplace(); });
  private readonly replaceRow = element('div', { class: 'replace-row' });
  private readonly details = element('div', { class: 'details' });
  private readonly words = element('div', { class: 'words', role: 'status' });
  private readonly progress = element('div', { class: 'progress', 'aria-hidden': 'true' });
  private lastToggles = '';

  constructor(root: HTMLElement) {
    this.replaceToggle.classList.add('replace-toggle');
    const replaceAll = action('replace-all', 'Replace All (Ctrl+Alt+Enter)', () => { post({ kind: 'replaceAll' }); });
    this.replaceRow.append(this.replace.node, replaceAll);
    this.more.classList.add('more');
    this.details.append(
      ...[['files to include', this.include], ['files to exclude', this.exclude], ['languages', this.languages]].map(([name, box]) =>
        element('div', { class: 'detail' }, element('h4', {}, name as string), (box as InputBox).node)),
    );
    root.append(
      this.progress,
      element('div', { class: 'inputs' },
        this.replaceToggle,
        element('div', { class: 'boxes' }, this.query.node, this.replaceRow),
      ),
      element('div', { class: 'query-details' }, this.more, this.details),
      this.words,
      this.tree.node,
    );
    this.query.onKey((event) => {
      if (event.key === 'ArrowDown' && !isCommand(event) && !event.defaultPrevented) this.tree.focus();
    });
    this.replace.onKey((event) => {
      if (event.key === 'Enter' && event.altKey && isCommand(event)) post({ kind: 'replaceAll' });
    });
    root.addEventListener('keydown', (event) => {
      if (this.key(event)) event.preventDefault();
    });
    this.showParts();
  }

  take(message: ToPage): void {
    switch (message.kind) {
      case 'inputs':
        this.inputs = message.inputs;
        this.query.setHistory(message.history);
        this.showInputs();
        break;
      case 'history': this.query.setHistory(message.history); break;
      case 'files': this.tree.setFiles(message.files, message.reset); break;
      case 'removed': this.tree.remove(message.ids); break;
      case 'words': this.say(message.words); break;
      case 'busy': this.progress.classList.toggle('busy', message.busy); break;
      case 'icons': {
        const sheet = document.getElementById('icons');
        if (sheet !== null) sheet.textContent = message.css;
        this.tree.setIcons(message.names);
        break;
      }
      case 'focus': this.query.focus(); break;
      case 'toggleReplace': this.toggleReplace(); break;
      case 'fold': this.tree.foldAll(message.folded); break;
      case 'step': this.tree.step(message.by); break;
    }
  }

  // Keys that hold in the whole view, as in VS Code's own.
  private key(event: KeyboardEvent): boolean {
    if (event.altKey && !isCommand(event)) return this.query.toggleBy(event.key) || this.replace.toggleBy(event.key);
    if (isCommand(event) && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      this.moveFocus(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Escape') {
      post({ kind: 'cancel' });
    } else {
      return false;
    }
    return true;
  }

  // From box to box, and to the results below them.
  private moveFocus(by: 1 | -1): void {
    const stops = [...[this.query, this.replace, this.include, this.exclude, this.languages].filter(({ isShown }) => isShown), this.tree];
    const at = stops.findIndex(({ hasFocus }) => hasFocus);
    stops[Math.min(Math.max(at + by, 0), stops.length - 1)]?.focus();
  }

  private fileInput(label: string, hint: string): InputBox {
    return new InputBox({ placeholder: hint, label, onInput: (now) => { this.searched(now); } });
  }

  private read(): void {
    const [caseSensitive, wholeWord, regex, literal] = this.query.toggles.map(({ checked }) => checked);
    const [preserveCase] = this.replace.toggles.map(({ checked }) => checked);
    this.inputs = {
      ...this.inputs,
      search: {
        text: this.query.value,
        caseSensitive: caseSensitive ?? false,
        wholeWord: wholeWord ?? false,
        regex: regex ?? false,
        literal: literal ?? false,
        include: this.include.value,
        exclude: this.exclude.value,
        languages: this.languages.value,
      },
      replace: { shown: this.inputs.replace.shown, text: this.replace.value, preserveCase: preserveCase ?? false },
    };
  }

  // An expression has its own meaning throughout: what was switched on last holds.
  private searched(now: boolean): void {
    const [, , regex, literal] = this.query.toggles;
    if (regex?.checked === true && literal?.checked === true) {
      if (this.lastToggles === 'regex') regex.checked = false;
      else literal.checked = false;
    }
    this.lastToggles = regex?.checked === true ? 'regex' : literal?.checked === true ? 'literal' : '';
    this.read();
    post({ kind: 'search', inputs: this.inputs, now });
  }

  private replaced(): void {
    this.read();
    post({ kind: 'inputs', inputs: this.inputs });
  }

  private toggleReplace(): void {
    this.inputs = { ...this.inputs, replace: { ...this.inputs.replace, shown: !this.inputs.replace.shown } };
    this.showParts();
    post({ kind: 'inputs', inputs: this.inputs });
    (this.inputs.replace.shown ? this.replace : this.query).focus();
  }

  private showInputs(): void {
    const { search, replace } = this.inputs;
    this.query.value = search.text;
    const values = [search.caseSensitive, search.wholeWord, search.regex, search.literal];
    this.query.toggles.forEach((toggle, at) => { toggle.checked = values[at] ?? false; });
    this.replace.value = replace.text;
    for (const toggle of this.replace.toggles) toggle.checked = replace.preserveCase;
    this.include.value = search.include;
    this.exclude.value = search.exclude;
    this.languages.value = search.languages;
    this.showParts();
  }

  private showParts(): void {
    const { details, replace } = this.inputs;
    this.replaceRow.hidden = !replace.shown;
    this.replaceToggle.classList.toggle('codicon-chevron-right', !replace.shown);
    this.replaceToggle.classList.toggle('codicon-chevron-down', replace.shown);
    this.replaceToggle.setAttribute('aria-expanded', String(replace.shown));
    this.details.hidden = !details;
    this.more.setAttribute('aria-expanded', String(details));
    this.tree.setReplacing(replace.shown);
  }

  private say(words: Words): void {
    const failed = words.severity === 'error';
    this.query.setMessage(failed ? words.text : '', failed ? 'error' : '', words.column);
    this.words.replaceChildren();
    this.words.hidden = failed || words.text === '';
    if (this.words.hidden) return;
    if (words.severity === 'warning') this.words.append(icon('warning'), ' ');
    this.words.append(words.text);
    if (words.more) {
      const link = element('a', { href: '#', role: 'button' }, 'Show more');
      link.addEventListener('click', (event) => {
        event.preventDefault();
        post({ kind: 'more' });
      });
      this.words.append(' - ', link);
    }
  }
}

const root = document.getElementById('view');
if (root !== null) {
  const page = new SearchPage(root);
  window.addEventListener('message', (event: MessageEvent<ToPage>) => { page.take(event.data); });
  post({ kind: 'ready' });
}
