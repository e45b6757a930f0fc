import type { Browser, Page } from "playwright-core";

/** From here on a person notices. */
export const LONG_MS = 50;
/** For what follows a change in the page. */
const SETTLED_MS = 300;
const WITHIN_MS = 60_000;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the thread's own processor time. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * The longest task of the page's main thread from now until something is so, in milliseconds of its processor time: what else the
 * machine does meanwhile makes none of them longer. The page watches for the end itself, because a driver that looks makes tasks of
 * its own.
 * @param ended an expression of the page
 */
export async function longestTaskMs(page: Page, begin: () => Promise<void>, ended: string): Promise<number> {
  const end = page.evaluate(`new Promise((done, fail) => {
    setTimeout(() => fail(new Error("it did not end in time")), ${WITHIN_MS});
    const look = () => (${ended} ? setTimeout(done, ${SETTLED_MS}) : requestAnimationFrame(look));
    look();
  })`);
  const browser = page.context().browser() as Browser;
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  await begin();
  await end;
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return longestOf(trace.traceEvents);
}

function longestOf(events: readonly TraceEvent[]): number {
  const key = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const named = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const main = new Set(named.map(key));
  const tasks = events.filter((event) => /(?:^|::)RunTask$/.test(event.name) && main.has(key(event)));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
}
