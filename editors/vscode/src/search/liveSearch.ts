// A search that follows what is typed: one is under way at a time, a newer one cancels it, and what comes late from an
// older one is dropped. Hits are handed on in batches, so that a list is not redrawn for each part.
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

export class LiveSearch<Token> {
  private generation = 0;
  private source: CancelSource<Token> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ask: Ask<Token>,
    private readonly newSource: () => CancelSource<Token>,
    private readonly batchMs = 40,
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
      if (generation === this.generation) this.settle(() => { listener.done(all, summary); });
    } catch (error) {
      if (generation === this.generation) this.settle(() => { listener.failed(messageOf(error)); });
    } finally {
      source.dispose();
    }
  }

  cancel(): void {
    this.generation++;
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
