// A file icon theme as CSS: one class a definition, and which class stands for which name, extension and language.
import type { IconNames } from './messages';

interface Definition {
  iconPath?: string;
  fontCharacter?: string;
  fontColor?: string;
  fontId?: string;
  fontSize?: string;
}

interface Associations {
  file?: string;
  fileNames?: Record<string, string>;
  fileExtensions?: Record<string, string>;
  languageIds?: Record<string, string>;
}

export interface ThemeDocument extends Associations {
  fonts?: { id: string; src: { path: string; format: string }[]; size?: string }[];
  iconDefinitions?: Record<string, Definition>;
  light?: Associations;
}

export function iconStyles(theme: ThemeDocument, address: (path: string) => string): { css: string; names: IconNames } {
  const classes = new Map(Object.keys(theme.iconDefinitions ?? {}).map((name, index) => [name, `ft-${index}`]));
  const rules = (theme.fonts ?? []).map(({ id, src }) => {
    const sources = src.map(({ path, format }) => `url("${address(path)}") format("${safe(format)}")`).join(', ');
    return `@font-face { font-family: "treeline-${safe(id)}"; src: ${sources}; }`;
  });
  const [font] = theme.fonts ?? [];
  for (const [name, definition] of Object.entries(theme.iconDefinitions ?? {})) {
    const rule = definitionRule(definition, font?.id, font?.size, address);
    if (rule !== '') rules.push(`.${classes.get(name) ?? ''}::before { ${rule} }`);
  }
  // A light theme names its own definitions where it has them; CSS chooses by the class of the body.
  const names = namesOf(theme, classes, theme.light);
  return { css: rules.join('\n'), names };
}

function definitionRule(definition: Definition, font: string | undefined, size: string | undefined, address: (path: string) => string): string {
  if (definition.iconPath !== undefined) {
    return `content: ""; background: url("${address(definition.iconPath)}") center / 16px no-repeat; width: 16px; height: 22px;`;
  }
  if (definition.fontCharacter === undefined) return '';
  const family = definition.fontId ?? font ?? '';
  const colour = definition.fontColor === undefined ? '' : ` color: ${safe(definition.fontColor)};`;
  return `content: "${definition.fontCharacter.replace(/["\n]/g, '')}"; font-family: "treeline-${safe(family)}"; font-size: ${safe(definition.fontSize ?? size ?? '150%')};${colour}`;
}

function namesOf(theme: Associations, classes: Map<string, string>, light: Associations | undefined): IconNames {
  const both = (dark: string | undefined, bright: string | undefined): string => {
    const first = dark === undefined ? '' : (classes.get(dark) ?? '');
    const second = bright === undefined ? '' : (classes.get(bright) ?? '');
    return second === '' || second === first ? first : `${first} light:${second}`;
  };
  const table = (dark: Record<string, string> = {}, bright: Record<string, string> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(dark).map(([key, name]) => [key.toLowerCase(), both(name, bright[key])]));
  return {
    file: both(theme.file, light?.file),
    byName: table(theme.fileNames, light?.fileNames),
    byExtension: table(theme.fileExtensions, light?.fileExtensions),
    byLanguage: table(theme.languageIds, light?.languageIds),
  };
}

/** The class for a file: its name, then its longest known extension, then its language, then any file. */
export function iconFor(names: IconNames, name: string, languageId: string, light: boolean): string {
  const lower = name.toLowerCase();
  let found = names.byName[lower];
  for (let dot = lower.indexOf('.'); found === undefined && dot >= 0; dot = lower.indexOf('.', dot + 1)) {
    found = names.byExtension[lower.slice(dot + 1)];
  }
  found ??= names.byLanguage[languageId] ?? names.file;
  const [dark = '', bright] = found.split(' light:');
  return light && bright !== undefined ? bright : dark;
}

function safe(text: string): string {
  return text.replace(/[^\w#%.-]/g, '');
}
