import type { RefObject } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { StoredMessage } from "../../../storage/port.ts";
import { guessHeight } from "../model/guess.ts";
import { type Mounted, step, wanted } from "../model/window.ts";
import type { ChatSession } from "../store/session.ts";
import { atEnd, seeWhereItStands, toEnd } from "./scrolling.ts";

/** Messages put in at first: a phone's screen of short ones. */
const FIRST_MESSAGES = 8;
/** How far beyond the screen messages are put in, in screens. */
const MARGIN_SCREENS = 0.8;

/** Heights that were measured, of each conversation that was shown in this run. */
const measured = new WeakMap<ChatSession, Map<string, number>>();

const heightsOf = (session: ChatSession): Map<string, number> => {
  const known = measured.get(session) ?? new Map<string, number>();
  measured.set(session, known);
  return known;
};

export interface Windowed {
  readonly mounted: Mounted;
  readonly heights: readonly number[];
}

/**
 * Which messages of a long conversation are in the page: those in sight and about a screen around, so that their number has a
 * bound, and a few at a time, so that none of the steps is long. The rest is empty space of their height.
 */
export function useWindow(session: ChatSession, list: RefObject<HTMLElement | null>): Windowed {
  const messages = session.messages.value;
  const known = heightsOf(session);
  const [first] = useState<Mounted>(() => lastOf(messages.length));
  const latest = useRef<Latest>({ shown: first, heights: [] });
  const [, drawAnew] = useState(0);
  const show = useCallback((next: Mounted) => {
    latest.current = { ...latest.current, shown: next };
    drawAnew((times) => times + 1);
  }, []);
  const shown = fit(latest.current.shown, messages.length);
  const heights = messages.map((message) => known.get(message.id) ?? guessHeight(message));
  latest.current = { shown, heights };
  useSteps(list, messages.length, latest, show);
  useSizes(list, known, messages);
  return { mounted: shown, heights };
}

const lastOf = (count: number): Mounted => ({ first: Math.max(0, count - FIRST_MESSAGES), end: count });

/** The range after messages came or went; what is new at the end is put in at once. */
function fit({ first, end }: Mounted, count: number): Mounted {
  const near = count - end <= 2 && count > end;
  const last = near ? count : Math.min(end, count);
  return { first: Math.min(first, Math.max(0, last - 1)), end: last };
}

interface Latest {
  readonly shown: Mounted;
  readonly heights: readonly number[];
}

/** On scrolling, and when messages came or went, one step a frame until what should be in the page is. */
function useSteps(
  list: RefObject<HTMLElement | null>,
  count: number,
  latest: { readonly current: Latest },
  show: (next: Mounted) => void,
): void {
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      if (!list.current) return;
      seeWhereItStands();
      const { shown, heights } = latest.current;
      const next = step(shown, goalOf(list.current, heights));
      if (next.first === shown.first && next.end === shown.end) return;
      show(next);
      ask();
    };
    const ask = (): void => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    window.addEventListener("scroll", ask, { passive: true });
    window.addEventListener("resize", ask);
    ask();
    return () => {
      window.removeEventListener("scroll", ask);
      window.removeEventListener("resize", ask);
      cancelAnimationFrame(frame);
    };
  }, [list, count, latest, show]);
}

function goalOf(list: HTMLElement, heights: readonly number[]): Mounted {
  const topPx = -list.getBoundingClientRect().top;
  const screen = window.innerHeight;
  return wanted({ heights, topPx, bottomPx: topPx + screen, marginPx: screen * MARGIN_SCREENS });
}

const itemsOf = (list: HTMLElement): HTMLElement[] => [
  ...list.querySelectorAll<HTMLElement>(":scope > [data-id]"),
];

/** Measures what is in the page. What changed above the eye moves the page along, so that the eye stays where it reads. */
function settle(list: HTMLElement, known: Map<string, number>, expected: ReadonlyMap<string, number>): void {
  // All that is read comes before all that is written: one layout, not one for each message.
  const seen = itemsOf(list).map((item) => ({
    id: item.dataset["id"] ?? "",
    height: item.offsetHeight,
    above: item.getBoundingClientRect().top < 0,
  }));
  let moved = 0;
  for (const { id, height, above } of seen) {
    const before = known.get(id) ?? expected.get(id);
    known.set(id, height);
    if (above && before !== undefined) moved += height - before;
  }
  if (atEnd.peek()) toEnd();
  else if (moved !== 0) window.scrollBy(0, moved);
}

/**
 * Measures whenever the list has another size: behind the layout that a frame has anyway and before it is painted, so that
 * nothing is laid out twice for it.
 */
function useSizes(
  list: RefObject<HTMLElement | null>,
  known: Map<string, number>,
  messages: readonly StoredMessage[],
): void {
  const latest = useRef(messages);
  latest.current = messages;
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      if (list.current) settle(list.current, known, guessesOf(list.current, known, latest.current));
    });
    if (list.current) observer.observe(list.current);
    return () => observer.disconnect();
  }, [list, known]);
}

/** What was expected of the messages in the page that were never measured. */
function guessesOf(
  list: HTMLElement,
  known: ReadonlyMap<string, number>,
  messages: readonly StoredMessage[],
): ReadonlyMap<string, number> {
  const unknown = new Set(
    itemsOf(list)
      .map(({ dataset }) => dataset["id"] ?? "")
      .filter((id) => !known.has(id)),
  );
  return new Map(messages.filter(({ id }) => unknown.has(id)).map((each) => [each.id, guessHeight(each)]));
}
