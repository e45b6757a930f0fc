const REMEMBERED = 6;

/** The last six roots of the node index that the worker was told (SPEC 7.1): a request must name one of them. */
export class RosterRoots {
  readonly #roots: string[] = [];

  /** @param root in hex; the one told last is the newest, also when it was known before. */
  remember(root: string): void {
    const known = this.#roots.indexOf(root);
    if (known >= 0) this.#roots.splice(known, 1);
    this.#roots.push(root);
    if (this.#roots.length > REMEMBERED) this.#roots.shift();
  }

  has(root: string): boolean {
    return this.#roots.includes(root);
  }
}
