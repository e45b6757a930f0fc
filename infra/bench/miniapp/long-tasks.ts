import type { Page } from "playwright-core";

/** A browser tells of tasks from 50 milliseconds on. */
export const LONG_MS = 50;

/** Milliseconds of each task of the page's main thread that was longer than {@link LONG_MS} while the work was done. */
export async function longTasks(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(`
    window.cocoonTasks = [];
    window.cocoonObserver = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.cocoonTasks.push(duration);
    });
    window.cocoonObserver.observe({ type: "longtask" });
  `);
  await work();
  return (await page.evaluate(`
    for (const { duration } of window.cocoonObserver.takeRecords()) window.cocoonTasks.push(duration);
    window.cocoonObserver.disconnect();
    window.cocoonTasks
  `)) as number[];
}

/** Milliseconds; 0 where none was long. */
export const longest = (tasks: readonly number[]): number => Math.max(0, ...tasks);
