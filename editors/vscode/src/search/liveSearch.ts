// A search that follows what is typed: one is under way at a time, a newer one cancels it, and what comes late from an
// older one is dropped. Hits are handed on in batches, so that a list is not redrawn for each part. What was asked while
// files were still to be read is asked again until they are, if it is to stay on the screen.
import type { SearchHit, SearchParams, SearchSummary } from '../protocol';

export interface CancelSource<Token> {
  token: Token;
  cancel(): void;
  dispose(): void;
}

export interface Listener {
  /** The hits of the search so far: after `first`, those before are gone. */
  hits(all: SearchHit[], first: boolean): void;
  done(all: SearchHit[], summary: SearchSummary): void;
  failed(message: string): void;
}

export type Ask<Token> = (params: SearchParams, onHits: (hits: SearchHit[]) => void, token: Token) => Promise<SearchSummary>;

const AGAIN_MOST_MS = 8000;

export class LiveSearch<Token> {
  private generation = 0;
  private source: CancelSource<Token> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private againTimer: ReturnType<typeof setTimeout> | undefined;

  /** `againMs`: how long after an answer that is not whole it is asked anew; each time twice as long. 0: never. */
  constructor(
    private readonly ask: Ask<Token>,
    private readonly newSource: () => CancelSource<Token>,
    private readonly batchMs = 40,
    private readonly againMs = 0,
  ) {}

  get busy(): boolean {
    return this.source !== undefined;
  }

  async run(params: SearchParams, listener: Listener, before: readonly SearchHit[] = []): Promise<void> {
    this.cancel();
    const generation = this.generation;
    const source = (this.source = this.newSource());
    const all = [...before];
    let shown = 0;
    const show = (): void => {
      this.timer = undefined;
      if (generation !== this.generation) return;
      listener.hits([...all], shown === 0);
      shown = all.length;
    };
    const take = (hits: SearchHit[]): void => {
      if (generation !== this.generation) return;
      all.push(...hits);
      // The first hits are shown at once.
      if (shown === 0 && before.length === 0) show();
      else this.timer ??= setTimeout(show, this.batchMs);
    };
    try {
      const summary = await this.ask(params, take, source.token);
      if (generation === this.generation) {
        this.settle(() => { listener.done(all, summary); });
        if (before.length === 0) this.askAgain(params, listener, summary, this.againMs);
      }
    } catch (error) {
      if (generation === this.generation) this.settle(() => { listener.failed(messageOf(error)); });
    } finally {
      source.dispose();
    }
  }

  // In one piece, so that what is shown is replaced at once, and with nobody told when it cannot be asked.
  private askAgain(params: SearchParams, listener: Listener, summary: SearchSummary, wait: number): void {
    if (this.againMs === 0 || summary.covered >= 1) return;
    const generation = this.generation;
    this.againTimer = setTimeout(() => {
      const source = (this.source = this.newSource());
      const all: SearchHit[] = [];
      this.ask(params, (hits) => { all.push(...hits); }, source.token).then((whole) => {
        if (generation !== this.generation) return;
        this.clear();
        listener.hits(all, true);
        listener.done(all, whole);
        this.askAgain(params, listener, whole, Math.min(wait * 2, AGAIN_MOST_MS));
      }, () => {
        if (generation === this.generation) this.clear();
      }).finally(() => { source.dispose(); });
    }, wait);
  }

  cancel(): void {
    this.generation++;
    clearTimeout(this.againTimer);
    this.source?.cancel();
    this.clear();
  }

  private settle(tell: () => void): void {
    this.clear();
    tell();
  }

  private clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.source = undefined;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
