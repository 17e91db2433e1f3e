// Asks again for what was not covered yet, once nothing is under way; not for ever, since some files never are.
const TIMES = 3;

export class Later {
  private times = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly isWorking: () => boolean,
    private readonly ask: () => void,
    private readonly laterMs = 1000,
  ) {}

  /** An answer has come; `whole` if it speaks for all that is known. */
  answered(whole: boolean): void {
    this.dispose();
    if (whole) this.times = 0;
    else if (this.times < TIMES) this.timer = setTimeout(() => { this.due(); }, this.laterMs);
  }

  /** Another question: what was to be asked again is not wanted any more. */
  reset(): void {
    this.dispose();
    this.times = 0;
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private due(): void {
    if (this.isWorking()) {
      this.answered(false);
    } else {
      this.times++;
      this.ask();
    }
  }
}
