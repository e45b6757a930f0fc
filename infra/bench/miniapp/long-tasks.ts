import type { Page } from "playwright-core";

/** A browser tells of tasks from 50 milliseconds on. */
export const LONG_MS = 50;
/** For what follows a change in the page. */
const SETTLED_MS = 300;

/**
 * Milliseconds of each task of the page's main thread that was longer than {@link LONG_MS} from now until something is so. The page
 * watches for that itself: a driver that looked would make long tasks of its own.
 * @param ended an expression of the page
 */
export async function longTasks(page: Page, begin: () => Promise<void>, ended: string): Promise<number[]> {
  await page.evaluate(`
    window.cocoonTasks = [];
    window.cocoonObserver = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.cocoonTasks.push(duration);
    });
    window.cocoonEnded = new Promise((done) => {
      const look = () => (${ended} ? setTimeout(done, ${SETTLED_MS}) : requestAnimationFrame(look));
      look();
    });
    // Not the promise itself, which would be waited for.
    null;
  `);
  // What the driver itself has just done is over in the next task.
  await page.evaluate(
    "new Promise((begun) => setTimeout(() => begun(window.cocoonObserver.observe({ type: 'longtask' }))))",
  );
  await begin();
  return (await page.evaluate(`window.cocoonEnded.then(() => {
    window.cocoonObserver.disconnect();
    return window.cocoonTasks;
  })`)) as number[];
}

/** Milliseconds; 0 where none was long. */
export const longest = (tasks: readonly number[]): number => Math.max(0, ...tasks);
