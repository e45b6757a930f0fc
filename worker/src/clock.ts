/** All that the worker knows of time: tests move it by hand. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Runs the action once, `ms` from now; the function returned prevents it. */
  after(ms: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after: (ms, action) => {
    const timer = setTimeout(action, Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};
