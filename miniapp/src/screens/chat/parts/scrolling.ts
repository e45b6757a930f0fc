import { signal } from "@preact/signals";

/** Nearer than this to its end, the view follows what arrives. */
const NEAR_PX = 96;

/** Whether the end of the thread is in sight. The window scrolls, so there is one. */
export const atEnd = signal(true);

const root = (): HTMLElement => document.documentElement;

export const distanceToEnd = (): number => root().scrollHeight - window.innerHeight - window.scrollY;

export const seeWhereItStands = (): void => {
  atEnd.value = distanceToEnd() < NEAR_PX;
};

/** To the end of the thread, from where the view follows it again. */
export function toEnd(): void {
  atEnd.value = true;
  window.scrollTo(0, root().scrollHeight);
}
