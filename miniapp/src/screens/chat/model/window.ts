/** Which messages are in the page, by index: from `first` to before `end`. */
export interface Mounted {
  readonly first: number;
  readonly end: number;
}

export interface View {
  /** Of each message in px: measured, or guessed until it was. */
  readonly heights: readonly number[];
  /** What of the thread is in sight, in px from its beginning. */
  readonly topPx: number;
  readonly bottomPx: number;
  /** How far beyond what is in sight messages are put in already. */
  readonly marginPx: number;
}

/** The messages that should be in the page for what is in sight. */
export function wanted({ heights, topPx, bottomPx, marginPx }: View): Mounted {
  let y = 0;
  let first = heights.length;
  let end = heights.length;
  for (const [index, height] of heights.entries()) {
    if (first === heights.length && y + height >= topPx - marginPx) first = index;
    if (y > bottomPx + marginPx) {
      end = index;
      break;
    }
    y += height;
  }
  return { first: Math.min(first, end), end };
}

/** So many messages come in a step: more would hold up a frame of a slow phone. */
export const STEP_MESSAGES = 1;

/** One step from what is in the page to what should be: what is out of reach goes at once, what is missing comes by and by. */
export function step(now: Mounted, goal: Mounted): Mounted {
  const apart = now.end <= goal.first || now.first >= goal.end || now.first >= now.end;
  if (apart) return fresh(goal);
  const first = now.first > goal.first ? Math.max(goal.first, now.first - STEP_MESSAGES) : goal.first;
  const room = Math.max(0, STEP_MESSAGES - Math.max(0, now.first - first));
  const end = now.end < goal.end ? Math.min(goal.end, now.end + room) : goal.end;
  return { first, end };
}

/** Begins in the middle of what is wanted, where the eye is. */
function fresh(goal: Mounted): Mounted {
  const middle = Math.floor((goal.first + goal.end) / 2);
  const first = Math.max(goal.first, Math.min(middle, goal.end - STEP_MESSAGES));
  return { first, end: Math.min(goal.end, first + STEP_MESSAGES) };
}

/** Height of all messages from `from` to before `to`. */
export const heightOf = (heights: readonly number[], from: number, to: number): number =>
  heights.slice(from, to).reduce((sum, height) => sum + height, 0);
