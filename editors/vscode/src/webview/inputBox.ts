// One input as VS Code has them: toggles inside at the right, history on the arrow keys, a message below.
import { element } from './dom';

export interface ToggleSpec {
  icon: string;
  title: string;
  key?: string;
}

export interface Toggle {
  checked: boolean;
  readonly node: HTMLElement;
}

export interface InputSpec {
  placeholder: string;
  label: string;
  toggles?: readonly ToggleSpec[];
  onInput: (now: boolean) => void;
}

export class InputBox {
  readonly node: HTMLElement;
  readonly toggles: Toggle[];
  private readonly input: HTMLTextAreaElement;
  private readonly message = element('div', { class: 'input-message', role: 'alert', hidden: true });
  private history: readonly string[] = [];
  private at = 0;

  constructor(private readonly spec: InputSpec) {
    this.input = element('textarea', { rows: 1, placeholder: spec.placeholder, 'aria-label': spec.label, title: spec.label, dir: 'auto',
      spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off', wrap: 'off' });
    this.toggles = (spec.toggles ?? []).map((toggle) => makeToggle(toggle, () => { spec.onInput(true); }));
    const controls = element('div', { class: 'input-controls' }, ...this.toggles.map(({ node }) => node));
    this.node = element('div', { class: 'input-box' }, element('div', { class: 'input-frame' }, this.input, controls), this.message);
    this.node.style.setProperty('--controls', `${this.toggles.length * 22}px`);
    this.input.addEventListener('input', () => {
      this.fit();
      this.spec.onInput(false);
    });
    this.input.addEventListener('keydown', (event) => { this.key(event); });
  }

  get value(): string {
    return this.input.value;
  }

  set value(text: string) {
    if (this.input.value !== text) this.input.value = text;
    this.fit();
  }

  setHistory(history: readonly string[]): void {
    this.history = history;
    this.at = history.length;
  }

  setMessage(text: string, severity: 'warning' | 'error' | '', column?: number): void {
    this.message.hidden = text === '';
    this.message.textContent = text;
    this.message.className = `input-message ${severity}`;
    this.node.classList.toggle('error', severity === 'error' && text !== '');
    this.input.setAttribute('aria-invalid', String(severity === 'error' && text !== ''));
    if (column !== undefined) this.message.title = `At character ${column + 1}`;
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  /** Whether keys go to the text or to a toggle. */
  get hasFocus(): boolean {
    return this.node.contains(document.activeElement);
  }

  get isShown(): boolean {
    return this.node.offsetParent !== null;
  }

  /** The toggle for Alt and `key`, if there is one, is switched. */
  toggleBy(key: string): boolean {
    const at = (this.spec.toggles ?? []).findIndex((toggle) => toggle.key === key.toLowerCase());
    this.toggles[at]?.node.click();
    return at >= 0;
  }

  onKey(run: (event: KeyboardEvent) => void): void {
    this.input.addEventListener('keydown', run);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return; // keys are those of an input method
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      this.spec.onInput(true);
    } else if (event.key === 'ArrowUp' && plain && this.at > 0 && this.caretAtEdge('start')) {
      this.recall(this.at - 1);
    } else if (event.key === 'ArrowDown' && plain && this.at < this.history.length && this.caretAtEdge('end')) {
      this.recall(this.at + 1);
    } else {
      return;
    }
    event.preventDefault();
  }

  private caretAtEdge(edge: 'start' | 'end'): boolean {
    const { value, selectionStart, selectionEnd } = this.input;
    return !(edge === 'start' ? value.slice(0, selectionStart) : value.slice(selectionEnd)).includes('\n');
  }

  private recall(at: number): void {
    this.at = at;
    this.value = this.history[at] ?? '';
    this.input.setSelectionRange(this.value.length, this.value.length);
    this.spec.onInput(false);
  }

  private fit(): void {
    this.input.rows = Math.min(this.input.value.split('\n').length, 8);
  }
}

function makeToggle(spec: ToggleSpec, changed: () => void): Toggle {
  const node = element('div', { class: `toggle codicon codicon-${spec.icon}`, role: 'checkbox', tabindex: 0, title: spec.title,
    'aria-label': spec.title, 'aria-checked': 'false' });
  const toggle = {
    node,
    get checked(): boolean { return node.getAttribute('aria-checked') === 'true'; },
    set checked(on: boolean) {
      node.setAttribute('aria-checked', String(on));
      node.classList.toggle('checked', on);
    },
  };
  const flip = (): void => {
    toggle.checked = !toggle.checked;
    changed();
  };
  node.addEventListener('mousedown', (event) => { event.preventDefault(); }); // the input keeps the focus
  node.addEventListener('click', flip);
  node.addEventListener('keydown', (event) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    flip();
  });
  return toggle;
}
