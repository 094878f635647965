/** Below this, an answer is there before anybody reads what it waits for. */
const patienceMs = 1000;

/** Says what an answer is at, from the first second on, and not more often than once a second: the latest only. */
export class SlowProgress {
  private readonly show: (text: string) => void;
  private timer: NodeJS.Timeout | undefined;
  private latest: string | undefined;

  constructor(show: (text: string) => void) {
    this.show = show;
  }

  say(text: string): void {
    this.latest = text;
    this.timer ??= setTimeout(() => this.tell(), patienceMs);
  }

  /** To be called when the answer has begun, or is over: what was waited for is there. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.latest = undefined;
  }

  private tell(): void {
    this.timer = undefined;
    const text = this.latest;
    if (text !== undefined) {
      this.latest = undefined;
      this.show(text);
    }
  }
}
