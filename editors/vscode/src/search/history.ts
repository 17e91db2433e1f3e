// What was searched before, the latest last. Kept by whoever is given as the memory: the state of the workspace.

export interface Memory {
  get(key: string): readonly string[] | undefined;
  update(key: string, value: readonly string[]): unknown;
}

const KEPT = 100;

export class History {
  private entries: string[];
  private at: number;

  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {
    this.entries = [...(memory.get(key) ?? [])];
    this.at = this.entries.length;
  }

  /** The latest first. */
  recent(count: number): string[] {
    return this.entries.slice(-count).reverse();
  }

  all(): readonly string[] {
    return this.entries;
  }

  add(entry: string): void {
    if (entry.trim() === '') return;
    this.entries = [...this.entries.filter((other) => other !== entry), entry].slice(-KEPT);
    this.at = this.entries.length;
    this.memory.update(this.key, this.entries);
  }

  /** Going back from what is new begins at the latest. */
  previous(): string | undefined {
    this.at = Math.max(this.at - 1, 0);
    return this.entries[this.at];
  }

  /** Past the latest is nothing: the empty box. */
  next(): string {
    this.at = Math.min(this.at + 1, this.entries.length);
    return this.entries[this.at] ?? '';
  }

  leave(): void {
    this.at = this.entries.length;
  }
}
