// The HTML around a page's script. Nothing is inline: scripts carry a nonce, styles and fonts come from dist/.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export interface Page {
  title: string;
  script: string;
  styles: readonly string[];
  body: string;
}

export function pageHtml(webview: vscode.Webview, extension: vscode.Uri, page: Page): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
  const policy = [
    'default-src \'none\'',
    `img-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
${page.styles.map((name) => `<link rel="stylesheet" href="${file(name)}">`).join('\n')}
<style nonce="${nonce}" id="icons"></style>
</head>
<body>
${page.body}
<script nonce="${nonce}" src="${file(page.script)}"></script>
</body>
</html>`;
}
