// What pages build their elements with, and how they speak to the extension.

interface Host {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Host;

export const host: Host = acquireVsCodeApi();

export type Attributes = Record<string, string | boolean | number | undefined>;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

export function action(name: string, title: string, run: (event: MouseEvent) => void): HTMLElement {
  const made = element('a', { class: `action codicon codicon-${name}`, role: 'button', title, 'aria-label': title, tabindex: 0 });
  made.addEventListener('click', (event) => {
    event.stopPropagation();
    run(event);
  });
  made.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    made.click();
  });
  return made;
}

/** Whether Ctrl is held; on a Mac, Cmd. */
export function isCommand(event: KeyboardEvent | MouseEvent): boolean {
  return navigator.userAgent.includes('Macintosh') ? event.metaKey : event.ctrlKey;
}
