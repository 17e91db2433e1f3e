// The status page: facts of each folder, what is not covered and why, how long answers take.
import type { Gap } from '../status/model';
import type { Bar, StatusView } from '../status/pageModel';
import { element, host, icon } from './dom';

const BUTTONS: readonly [command: string, icon: string, label: string][] = [
  ['treeline.compareWithDisk', 'sync', 'Compare With Disk'],
  ['treeline.check', 'verified', 'Check'],
  ['treeline.rebuild', 'tools', 'Rebuild'],
  ['treeline.restart', 'server-process', 'Restart Server'],
  ['treeline.showLog', 'output', 'Show Log'],
  ['treeline.openSettings', 'settings-gear', 'Settings'],
];
const HEALTH_ICONS: Record<string, string> = { ready: 'pass', working: 'sync', partial: 'warning', problem: 'error', off: 'circle-slash' };

function facts(rows: readonly [string, string][]): HTMLElement {
  return element('dl', {}, ...rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}

function gaps(list: readonly Gap[]): HTMLElement {
  if (list.length === 0) return element('p', { class: 'whole' }, icon('check'), ' Nothing is left out.');
  return element('ul', { class: 'gaps' }, ...list.map((gap) =>
    element('li', { class: gap.serious ? 'serious' : '' }, icon(gap.serious ? 'warning' : 'info'),
      element('span', {}, element('strong', {}, gap.text), element('span', { class: 'why' }, gap.why)))));
}

function bar(row: Bar): HTMLElement {
  const track = element('div', { class: 'track', role: 'img', 'aria-label': `median ${row.p50}, 99th percentile ${row.p99}` });
  for (const [at, name] of [[2, 'p99'], [1, 'p95'], [0, 'p50']] as const) {
    const part = element('div', { class: `part ${name}`, title: `${name} ${row[name]}` });
    part.style.width = `${(row.shares[at] * 100).toFixed(1)}%`;
    track.append(part);
  }
  return element('tr', {}, element('th', { scope: 'row' }, row.name), element('td', { class: 'number' }, row.count.toLocaleString('en-US')),
    element('td', { class: 'bar' }, track), element('td', { class: 'number' }, row.p50), element('td', { class: 'number' }, row.p95),
    element('td', { class: 'number' }, row.p99));
}

function latencies(bars: readonly Bar[]): HTMLElement {
  if (bars.length === 0) return element('p', { class: 'why' }, 'Nothing has been asked yet.');
  const head = ['', 'Answers', '', 'Median', '95%', '99%'].map((name) => element('th', { scope: 'col' }, name));
  return element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...bars.map(bar)));
}

function draw(page: HTMLElement, view: StatusView): void {
  const buttons = BUTTONS.map(([command, glyph, label]) => {
    const button = element('button', { type: 'button' }, icon(glyph), ` ${label}`);
    button.addEventListener('click', () => { host.postMessage({ command }); });
    return button;
  });
  const top = window.scrollY;
  const at = document.activeElement?.tagName === 'BUTTON' ? [...document.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement) : -1;
  page.replaceChildren(
    element('header', {},
      element('h1', { class: view.summary.health }, icon(HEALTH_ICONS[view.summary.health] ?? 'info'), ' Treeline'),
      element('p', { role: 'status' }, view.summary.sentence),
      element('div', { class: 'buttons' }, ...buttons)),
    ...view.folders.map((folder) => element('section', {},
      element('h2', {}, icon('root-folder'), ` ${folder.name}`), facts(folder.facts),
      element('h3', {}, 'Not Covered'), gaps(folder.gaps))),
    element('section', {}, element('h2', {}, icon('dashboard'), ' Time to Answer'), latencies(view.bars)),
    element('section', {}, element('h2', {}, icon('server-process'), ' Server'), facts(view.server)),
  );
  window.scrollTo(0, top);
  if (at >= 0) document.querySelectorAll('button')[at]?.focus();
}

const page = document.getElementById('page');
if (page !== null) {
  let shown = '';
  window.addEventListener('message', (event: MessageEvent<StatusView>) => {
    const text = JSON.stringify(event.data);
    if (text !== shown) draw(page, event.data);
    shown = text;
  });
  host.postMessage('ready');
}
