/** Work that waits for its turn: each piece is a task of its own, so that many of them don't hold up a frame. */
const waiting: (() => void)[] = [];
let running = false;

function next(): void {
  const work = waiting.shift();
  running = work !== undefined;
  if (!work) return;
  work();
  setTimeout(next);
}

/** Does `work` in a turn of its own. @returns what takes it back */
export function inTurn(work: () => void): () => void {
  waiting.push(work);
  if (!running) {
    running = true;
    setTimeout(next);
  }
  return () => {
    const at = waiting.indexOf(work);
    if (at !== -1) waiting.splice(at, 1);
  };
}
