// Which languages another extension serves, so that `auto` leaves their navigation to it.
//
// VS Code does not say who provides what. What can be seen is the manifest of every installed extension: one that has
// code, calls itself of the category "Programming Languages" and is activated by a language is taken to serve it.
// Linters and formatters say so in their categories, and are not counted unless they are known to do more.

export interface Manifest {
  main?: unknown;
  browser?: unknown;
  categories?: unknown;
  activationEvents?: unknown;
}

export interface InstalledExtension {
  id: string;
  packageJSON: unknown;
}

// What ships with VS Code calls itself nothing.
const KNOWN = new Map<string, readonly string[]>([
  ['vscode.typescript-language-features', ['javascript', 'javascriptreact', 'typescript', 'typescriptreact']],
  ['vscode.css-language-features', ['css', 'less', 'scss']],
  ['vscode.html-language-features', ['html']],
  ['vscode.json-language-features', ['json', 'jsonc']],
  ['vscode.markdown-language-features', ['markdown']],
  ['vscode.php-language-features', []], // completion and validation alone
]);

const NOT_NAVIGATION = new Set(['Linters', 'Formatters', 'Snippets', 'Themes', 'Debuggers', 'Testing']);

export function languagesServed(extensions: readonly InstalledExtension[], self: string): Set<string> {
  const served = new Set<string>();
  for (const { id, packageJSON } of extensions) {
    if (id.toLowerCase() === self.toLowerCase()) continue;
    for (const language of KNOWN.get(id) ?? languagesOf(packageJSON as Manifest)) served.add(language);
  }
  return served;
}

function languagesOf(manifest: Manifest): string[] {
  if (manifest.main === undefined && manifest.browser === undefined) return [];
  const categories = strings(manifest.categories);
  if (!categories.includes('Programming Languages') || categories.some((name) => NOT_NAVIGATION.has(name))) return [];
  return strings(manifest.activationEvents)
    .filter((event) => event.startsWith('onLanguage:'))
    .map((event) => event.slice('onLanguage:'.length));
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
