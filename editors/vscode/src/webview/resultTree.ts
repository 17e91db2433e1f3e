// The results as a tree of two levels. Rows have one height and only those in sight exist, so that ten thousand
// matches cost what thirty do.
import { iconFor } from '../sidebar/iconStyles';
import type { FileRow, IconNames, MatchRow } from '../sidebar/messages';
import { action, element, isCommand } from './dom';

export interface TreeEvents {
  open(id: string, pinned: boolean, side: boolean): void;
  dismiss(id: string): void;
  replace(id: string): void;
  previewReplace(id: string): void;
  copy(id: string): void;
  leaveUp(): void;
  folded(all: boolean): void;
}

/** `position` of `setSize`: among its siblings, from 1. */
type Row = { file: FileRow; match?: MatchRow; position: number; setSize: number };

/** A row in the page, and what it was made from. */
interface Drawn {
  look: string;
  icons: IconNames | undefined;
  node: HTMLElement;
}

const ROW = 22;
const SPARE = 8; // rows beyond each edge of what is in sight

export class ResultTree {
  readonly node = element('div', { class: 'tree', role: 'tree', tabindex: 0, 'aria-label': 'Search Results' });
  private readonly space = element('div', { class: 'tree-space' });
  private files = new Map<string, FileRow>();
  private readonly folded = new Set<string>();
  private rows: Row[] = [];
  private focused = '';
  private icons: IconNames | undefined;
  private replacing = false;
  private nodes = new Map<string, Drawn>();
  private drawing = false;
  private pressed = false;

  constructor(private readonly events: TreeEvents) {
    this.node.append(this.space);
    this.node.addEventListener('scroll', () => { this.drawSoon(); });
    this.node.addEventListener('keydown', (event) => { this.key(event); });
    // A press of the mouse says itself which row it means.
    this.node.addEventListener('mousedown', () => { this.pressed = true; });
    this.node.addEventListener('focus', () => {
      if (!this.pressed && this.index() < 0 && this.rows[0] !== undefined) this.focusRow(0);
      this.pressed = false;
      this.node.classList.add('focused');
    });
    this.node.addEventListener('blur', () => { this.node.classList.remove('focused'); });
    new ResizeObserver(() => { this.drawSoon(); }).observe(this.node);
    // Another theme: VS Code changes the class of the body, and icons have colours of their own for light ones.
    new MutationObserver(() => { this.drawSoon(); }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  setFiles(files: readonly FileRow[], reset: boolean): void {
    if (reset) this.files = new Map();
    for (const file of files) this.files.set(file.id, file);
    this.refresh();
  }

  remove(ids: readonly string[]): void {
    const at = this.index();
    for (const id of ids) {
      this.files.delete(id);
      const file = this.files.get(id.split('.')[0] ?? '');
      if (file !== undefined) file.matches = file.matches.filter((match) => match.id !== id);
    }
    this.refresh();
    if (this.index() < 0 && at >= 0 && this.rows.length > 0) this.focusRow(Math.min(at, this.rows.length - 1));
  }

  setIcons(icons: IconNames | undefined): void {
    this.icons = icons;
    this.drawSoon();
  }

  setReplacing(replacing: boolean): void {
    this.replacing = replacing;
    this.drawSoon();
  }

  foldAll(folded: boolean): void {
    this.folded.clear();
    if (folded) for (const id of this.files.keys()) this.folded.add(id);
    this.refresh();
    this.tellFolded();
  }

  /** To the next or the previous match, around the ends. */
  step(by: 1 | -1): void {
    const count = this.rows.length;
    if (count === 0) return;
    for (let at = this.index(), steps = 0; steps <= count; steps++) {
      at = (Math.max(at, by > 0 ? -1 : 0) + by + count) % count;
      const row = this.rows[at];
      if (row?.match === undefined) continue;
      this.focusRow(at);
      this.events.open(row.match.id, false, false);
      return;
    }
  }

  focus(): void {
    this.node.focus();
  }

  get hasFocus(): boolean {
    return this.node.contains(document.activeElement);
  }

  private refresh(): void {
    this.rows = [];
    let at = 0;
    for (const file of this.files.values()) {
      this.rows.push({ file, position: ++at, setSize: this.files.size });
      if (this.folded.has(file.id)) continue;
      file.matches.forEach((match, index) => this.rows.push({ file, match, position: index + 1, setSize: file.matches.length }));
    }
    this.drawSoon();
  }

  private drawSoon(): void {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.draw();
    });
  }

  // A node stays what it is while its row does: a press and a release of the mouse find the same one, and a button keeps
  // the focus.
  private draw(): void {
    const first = Math.max(Math.floor(this.node.scrollTop / ROW) - SPARE, 0);
    const last = Math.min(Math.ceil((this.node.scrollTop + this.node.clientHeight) / ROW) + SPARE, this.rows.length);
    this.space.style.height = `${this.rows.length * ROW}px`;
    const drawn = new Map<string, Drawn>();
    for (let at = first; at < last; at++) {
      const row = this.rows[at];
      if (row !== undefined) drawn.set(idOf(row), this.drawnRow(row, at));
    }
    this.place(drawn);
    this.nodes = drawn;
    this.node.setAttribute('aria-activedescendant', drawn.has(this.focused) ? `row-${this.focused}` : '');
  }

  private drawnRow(row: Row, at: number): Drawn {
    const id = idOf(row);
    const look = JSON.stringify([row.match ?? { ...row.file, matches: row.file.matches.length }, this.folded.has(id), this.replacing, isLight()]);
    const known = this.nodes.get(id);
    const drawn = known?.look === look && known.icons === this.icons ? known : { look, icons: this.icons, node: this.drawRow(row) };
    const { node } = drawn;
    node.style.top = `${at * ROW}px`;
    node.classList.toggle('selected', id === this.focused);
    node.setAttribute('aria-selected', String(id === this.focused));
    node.setAttribute('aria-posinset', String(row.position));
    node.setAttribute('aria-setsize', String(row.setSize));
    return drawn;
  }

  private place(drawn: Map<string, Drawn>): void {
    const wanted = [...drawn.values()].map(({ node }) => node);
    const kept = new Set<Element>(wanted);
    for (const child of [...this.space.children]) {
      if (kept.has(child)) continue;
      if (child.contains(document.activeElement)) this.node.focus();
      child.remove();
    }
    let next = this.space.firstElementChild;
    for (const node of wanted) {
      if (node === next) next = next.nextElementSibling;
      else this.space.insertBefore(node, next);
    }
  }

  private drawRow(row: Row): HTMLElement {
    const id = idOf(row);
    const section = row.match === undefined ? 'file' : 'match';
    const node = element('div', {
      id: `row-${id}`,
      class: `row ${section}`,
      role: 'treeitem',
      'aria-level': row.match === undefined ? 1 : 2,
      'data-vscode-context': JSON.stringify({ webviewSection: section, id, preventDefaultContextMenuItems: true }),
    });
    if (row.match === undefined) this.drawFile(node, row.file);
    else drawMatch(node, row.match);
    node.append(this.actions(id, row));
    node.addEventListener('click', (event) => { this.click(id, event); });
    node.addEventListener('dblclick', () => { if (row.match !== undefined) this.events.open(id, true, false); });
    node.addEventListener('contextmenu', () => { this.focusRow(this.index(id)); });
    return node;
  }

  private drawFile(node: HTMLElement, file: FileRow): void {
    const folded = this.folded.has(file.id);
    const glyph = this.icons === undefined ? 'codicon codicon-file' : iconFor(this.icons, file.name, file.languageId, isLight());
    node.setAttribute('aria-expanded', String(!folded));
    const where = file.directory === '' ? '' : ` of folder ${file.directory}`;
    const copies = file.copies === 0 ? '' : `and ${file.copies} ${file.copies === 1 ? 'copy' : 'copies'}`;
    node.setAttribute('aria-label', `${file.matches.length} ${file.matches.length === 1 ? 'match' : 'matches'} in file ${file.name}${where} ${copies}`.trimEnd());
    node.title = `${file.directory === '' ? file.name : `${file.directory}/${file.name}`}${copies === '' ? '' : `, ${copies} with the same content`}`;
    node.append(
      element('span', { class: `twistie codicon codicon-chevron-${folded ? 'right' : 'down'}` }),
      element('span', { class: `file-icon ${glyph}` }),
      element('span', { class: 'label' }, element('span', { class: 'name' }, file.name), element('span', { class: 'directory' }, file.directory),
        ...(copies === '' ? [] : [element('span', { class: 'directory' }, copies)])),
      element('span', { class: 'badge' }, String(file.matches.length)),
    );
  }

  private actions(id: string, row: Row): HTMLElement {
    const bar = element('span', { class: 'actions', role: 'toolbar', 'aria-label': 'Actions' });
    if (this.replacing) {
      const [glyph, title] = row.match === undefined ? ['replace-all', 'Replace All in File'] : ['replace', 'Replace'];
      bar.append(action(glyph, title, () => { this.events.replace(id); }));
    }
    bar.append(action('close', 'Dismiss', () => { this.events.dismiss(id); }));
    return bar;
  }

  private click(id: string, event: MouseEvent): void {
    const at = this.index(id);
    const row = this.rows[at];
    if (row === undefined) return;
    this.focusRow(at);
    this.node.focus();
    if (row.match === undefined) this.fold(row.file, !this.folded.has(row.file.id));
    else if (event.detail < 2) this.events.open(row.match.id, false, isCommand(event) || event.altKey);
  }

  private fold(file: FileRow, folded: boolean): void {
    if (folded) this.folded.add(file.id);
    else this.folded.delete(file.id);
    this.refresh();
    this.tellFolded();
  }

  private tellFolded(): void {
    this.events.folded(this.files.size > 0 && [...this.files.keys()].every((id) => this.folded.has(id)));
  }

  private index(id = this.focused): number {
    return this.rows.findIndex((row) => idOf(row) === id);
  }

  private focusRow(at: number): void {
    const row = this.rows[at];
    if (row === undefined) return;
    this.focused = idOf(row);
    if (at * ROW < this.node.scrollTop) this.node.scrollTop = at * ROW;
    else if ((at + 1) * ROW > this.node.scrollTop + this.node.clientHeight) this.node.scrollTop = (at + 1) * ROW - this.node.clientHeight;
    this.drawSoon();
  }

  private key(event: KeyboardEvent): void {
    if (isCommand(event) && event.key.startsWith('Arrow')) return; // between the boxes and here
    const at = this.index();
    const row = this.rows[at];
    if (row === undefined || !this.moved(event.key, at, row)) {
      if (row === undefined || !this.acted(event, row)) return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private moved(key: string, at: number, { file, match }: Row): boolean {
    const page = Math.max(Math.floor(this.node.clientHeight / ROW) - 1, 1);
    switch (key) {
      case 'ArrowDown': this.focusRow(Math.min(at + 1, this.rows.length - 1)); return true;
      case 'ArrowUp':
        if (at === 0) this.events.leaveUp();
        else this.focusRow(at - 1);
        return true;
      case 'PageDown': this.focusRow(Math.min(at + page, this.rows.length - 1)); return true;
      case 'PageUp': this.focusRow(Math.max(at - page, 0)); return true;
      case 'Home': this.focusRow(0); return true;
      case 'End': this.focusRow(this.rows.length - 1); return true;
      case 'ArrowRight':
        if (match === undefined && this.folded.has(file.id)) this.fold(file, false);
        else this.focusRow(Math.min(at + 1, this.rows.length - 1));
        return true;
      case 'ArrowLeft':
        if (match !== undefined) this.focusRow(this.rows.findIndex((row) => row.file === file));
        else this.fold(file, true);
        return true;
      default: return false;
    }
  }

  private acted(event: KeyboardEvent, row: Row): boolean {
    const id = idOf(row);
    const command = isCommand(event);
    if (event.key === 'Enter' || event.key === ' ') {
      if (row.match === undefined) this.fold(row.file, !this.folded.has(row.file.id));
      else this.events.open(id, event.key === 'Enter', command);
    } else if (event.key === 'Delete' || (event.metaKey && event.key === 'Backspace')) {
      this.events.dismiss(id);
    } else if (command && event.key.toLowerCase() === 'c') {
      this.events.copy(id);
    } else if (this.replacing && command && event.shiftKey && event.key === '1') {
      this.events.replace(id);
    } else {
      return false;
    }
    return true;
  }
}

function drawMatch(node: HTMLElement, match: MatchRow): void {
  const inside = element('span', { class: match.replacement === undefined ? 'found' : 'found replaced' }, match.inside);
  const label = element('span', { class: 'label line' }, match.before, inside);
  if (match.replacement !== undefined) label.append(element('span', { class: 'replacement' }, match.replacement));
  label.append(match.after);
  const instead = match.replacement === undefined ? '' : `, replace '${match.inside}' with '${match.replacement}'`;
  node.setAttribute('aria-label', `'${match.before}${match.inside}${match.after}' at line ${match.line}${instead}`);
  node.title = `${match.before}${match.inside}${match.after}`.slice(0, 250);
  node.append(label, element('span', { class: 'line-number' }, `:${match.line}`));
}

function idOf(row: Row): string {
  return row.match?.id ?? row.file.id;
}

export function isLight(): boolean {
  return /vscode-(high-contrast-)?light/.test(document.body.className);
}
