// The icons of the file icon theme that is chosen, for the view's page. VS Code does not give them to pages, but a theme is a
// JSON file of an extension that says which glyph of a font, or which image, stands for which name: it is read here.
import * as vscode from 'vscode';
import { iconStyles, type ThemeDocument } from './iconStyles';
import type { IconNames } from './messages';

interface Contribution {
  id: string;
  path: string;
}

export class IconTheme {
  /** Folders of themes that the page must be allowed to load from. */
  roots(): vscode.Uri[] {
    return vscode.extensions.all.filter((extension) => contributions(extension).length > 0).map(({ extensionUri }) => extensionUri);
  }

  /** The styles of the chosen theme, or nothing if there is none that can be read. */
  async load(webview: vscode.Webview): Promise<{ css: string; names: IconNames } | undefined> {
    const chosen = vscode.workspace.getConfiguration('workbench').get<string | null>('iconTheme');
    for (const extension of vscode.extensions.all) {
      const contribution = contributions(extension).find(({ id }) => id === chosen);
      if (contribution === undefined) continue;
      const file = vscode.Uri.joinPath(extension.extensionUri, contribution.path);
      try {
        const theme = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file))) as ThemeDocument;
        const { css, names } = iconStyles(theme, (path) => webview.asWebviewUri(vscode.Uri.joinPath(file, '..', path)).toString());
        return { css, names };
      } catch {
        return undefined; // with comments, or away: files are shown without icons
      }
    }
    return undefined;
  }
}

function contributions(extension: vscode.Extension<unknown>): Contribution[] {
  const manifest = extension.packageJSON as { contributes?: { iconThemes?: Contribution[] } };
  return manifest.contributes?.iconThemes ?? [];
}
