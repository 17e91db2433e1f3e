// From the settings of a person to the initializationOptions of the server. What has its default is left out,
// so that the server's own defaults hold.

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

/** Settings that the server learns when it starts: a change of one restarts it. */
export const RESTARTING = ['treeline.server', 'treeline.index', 'treeline.features', 'treeline.search.maxSymbols', 'treeline.search.maxReferences'];

export function initializationOptions(get: ReadSetting, served: Iterable<string> = []): InitializationOptions {
  const options: InitializationOptions = { features: {}, otherServers: [...served] };
  for (const [setting, option] of PASSED_ON) {
    const value = get(setting);
    if (value !== undefined && value !== 0 && value !== false) options[option] = value;
  }
  const cacheDir = get('index.cacheDir');
  if (typeof cacheDir === 'string' && cacheDir.trim() !== '') options['cacheDir'] = cacheDir.trim();
  if (get('index.useIgnoreFiles') === false) options['noIgnore'] = true;
  const watch = get('index.watch');
  if (watch === 'server' || watch === 'client' || watch === 'off') options['watch'] = watch;
  for (const feature of FEATURES) {
    options.features[feature] = featureMode(get, feature);
  }
  return options;
}

export function featureMode(get: ReadSetting, feature: Feature): FeatureMode {
  const value = get(`features.${feature}`);
  return value === 'on' || value === 'off' || value === 'auto' ? value : feature === 'completion' ? 'off' : 'auto';
}
