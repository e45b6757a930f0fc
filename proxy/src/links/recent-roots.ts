/** As many as a worker keeps (SPEC 7.1). */
const KEPT = 6;

/** The roots of the newest node indexes, whichever proxy made them; a worker that joins is told all of them. */
export class RecentRoots {
  #roots: string[] = [];

  /** False for the newest one again. An older one that comes back is the newest again. */
  add(root: string): boolean {
    if (this.#roots.at(-1) === root) return false;
    this.#roots = [...this.#roots.filter((known) => known !== root), root].slice(-KEPT);
    return true;
  }

  /** Oldest first. */
  all(): readonly string[] {
    return this.#roots;
  }
}
