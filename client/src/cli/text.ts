/** Text of others for a terminal: without control characters, which could move the cursor or rename the window. */
export const printable = (text: string): string => text.replaceAll(/[^\P{Cc}\n\t]/gu, "");

/** A line of others' text: no line breaks either. */
export const printableLine = (text: string): string => printable(text).replaceAll(/\s+/g, " ");
