/** A wait that ends by time, or sooner by a ring: what was waited for may be there already. */
export class Pause {
  #end: (() => void) | null = null;

  /** Ends the wait that is on, if one is. */
  ring(): void {
    this.#end?.();
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#end = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#end = end;
    });
  }
}
