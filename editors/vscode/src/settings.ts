// From the settings of a person to the initializationOptions of the server. What has its default is left out,
// so that the server's own defaults hold.

import { expand, type Places } from './binary';

export const FEATURES = [
  'workspaceSymbol',
  'documentSymbol',
  'definition',
  'declaration',
  'references',
  'documentHighlight',
  'hover',
  'foldingRange',
  'selectionRange',
  'callHierarchy',
  'completion',
] as const;

export type Feature = (typeof FEATURES)[number];
export type FeatureMode = 'on' | 'off' | 'auto';

export interface InitializationOptions {
  [key: string]: unknown;
  features: Partial<Record<Feature, FeatureMode>>;
  /** Language ids that another extension serves. */
  otherServers: string[];
}

/** `get` reads a setting below `treeline.`. */
export type ReadSetting = (key: string) => unknown;

const PASSED_ON: readonly [setting: string, option: string][] = [
  ['index.workers', 'workers'],
  ['index.memoryMB', 'memoryMB'],
  ['index.parseTimeoutMs', 'parseTimeoutMs'],
  ['index.symbolLimitKB', 'symbolLimitKB'],
  ['index.hidden', 'hidden'],
  ['index.readOnly', 'readOnly'],
  ['search.maxSymbols', 'maxSymbols'],
  ['search.maxReferences', 'maxReferences'],
];

/** Options that the server also takes while it runs, with workspace/didChangeConfiguration. */
const LIVE = new Set(['features', 'otherServers', 'maxSymbols', 'maxReferences']);

export function initializationOptions(get: ReadSetting, served: Iterable<string> = [], places: Places = { home: '', workspaceFolder: undefined }): InitializationOptions {
  const options: InitializationOptions = { features: {}, otherServers: [...served] };
  for (const [setting, option] of PASSED_ON) {
    const value = get(setting);
    if (value !== undefined && value !== 0 && value !== false) options[option] = value;
  }
  const cacheDir = get('index.cacheDir');
  if (typeof cacheDir === 'string' && cacheDir.trim() !== '') options['cacheDir'] = expand(cacheDir.trim(), places);
  if (get('index.useIgnoreFiles') === false) options['noIgnore'] = true;
  const watch = get('index.watch');
  if (watch === 'server' || watch === 'client' || watch === 'off') options['watch'] = watch;
  for (const feature of FEATURES) {
    options.features[feature] = featureMode(get, feature);
  }
  return options;
}

export type Follow = 'nothing' | 'tell' | 'restart';

/** What a server that was started with `before` needs, so that `after` holds. */
export function follow(before: InitializationOptions, after: InitializationOptions): Follow {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  if (changed.length === 0) return 'nothing';
  return changed.every((key) => LIVE.has(key) && after[key] !== undefined) ? 'tell' : 'restart';
}

export function liveOptions(options: InitializationOptions): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => LIVE.has(key)));
}

export function featureMode(get: ReadSetting, feature: Feature): FeatureMode {
  const value = get(`features.${feature}`);
  return value === 'on' || value === 'off' || value === 'auto' ? value : feature === 'completion' ? 'off' : 'auto';
}
