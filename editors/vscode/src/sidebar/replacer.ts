// Replacing from the view: one at a time, with what the results were found by, and with words for what was refused.
import * as vscode from 'vscode';
import { counted, matchedText } from '../search/hits';
import type { SearchInputs } from '../search/query';
import type { ReplaceInputs, Words } from './messages';
import { replacementOf } from './replacement';
import { ReplacePreviews, replaceIn, type FileEdits } from './replacing';
import type { Match } from './results';

const REFUSED_SHOWN = 3;

export interface ReplacerNeeds {
  log: vscode.LogOutputChannel;
  viewId: string;
  /** What the results were found by; the boxes may say something else by now. */
  found: () => SearchInputs;
  replace: () => ReplaceInputs;
  replaced: (files: readonly FileEdits[]) => void;
}

export class Replacer implements vscode.Disposable {
  private readonly previews = new ReplacePreviews();
  private running = false;

  constructor(private readonly needs: ReplacerNeeds) {}

  readonly replacement = (matched: string): string | undefined =>
    replacementOf(matched, this.needs.found(), this.needs.replace());

  /** What rows show in the place of a match, if anything. */
  shown(): ((match: Match) => string | undefined) | undefined {
    const { shown, text } = this.needs.replace();
    if (!shown || text === '') return undefined;
    return ({ hit }) => {
      const matched = matchedText(hit);
      return matched === undefined ? undefined : this.replacement(matched);
    };
  }

  async replace(files: readonly FileEdits[]): Promise<void> {
    if (this.running || files.every(({ matches }) => matches.length === 0)) return;
    this.running = true;
    try {
      const options = { location: { viewId: this.needs.viewId }, title: 'Replacing' };
      const { replaced, refused } = await vscode.window.withProgress(options, () => replaceIn(files, this.replacement));
      for (const words of refused) this.needs.log.info(`replacing: ${words}`);
      if (refused.length > 0) void this.tell(refused);
      if (replaced.length > 0) this.needs.replaced(replaced);
    } finally {
      this.running = false;
    }
  }

  /** `words` are those about the results. */
  async replaceAll(files: readonly FileEdits[], words: Words): Promise<void> {
    if (this.running) return;
    const lacks = words.more ? ' There are further results, which are not shown and stay as they are.'
      : words.severity === 'info' ? '' : ' The search was not complete: what it has not found stays as it is.';
    const matches = counted(files.reduce((sum, file) => sum + file.matches.length, 0), 'occurrence');
    const { text } = this.needs.replace();
    const answer = await vscode.window.showWarningMessage(
      `Replace ${matches} across ${counted(files.length, 'file')}${text === '' ? '' : ` with '${text}'`}?`,
      { modal: true, detail: `Files without unsaved changes are saved.${lacks}` },
      'Replace',
    );
    if (answer === 'Replace') await this.replace(files);
  }

  async preview(file: FileEdits, match: Match | undefined): Promise<void> {
    const problem = await this.previews.show(file, this.replacement, match);
    if (problem !== undefined) void vscode.window.showWarningMessage(problem);
  }

  dispose(): void {
    this.previews.dispose();
  }

  private async tell(refused: readonly string[]): Promise<void> {
    const more = refused.length - REFUSED_SHOWN;
    const words = [...refused.slice(0, REFUSED_SHOWN), ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
    if (await vscode.window.showWarningMessage(words, 'Show Log') === 'Show Log') this.needs.log.show();
  }
}
