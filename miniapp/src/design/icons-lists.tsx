// Icons that only screens of lists draw, fetched with the first of them; those of the chat and the shell are in icons.tsx.
//
// ArrowIn ArrowOut Bin Bolt Bubble ChevronRight CodeMarks Coin Cube Download Exclamation Gear Globe Home Key Minus Moon
// Plus Search Server Upload
import { icon } from "./icon.tsx";

export const ChevronRight = /* @__PURE__ */ icon("m9.5 7 5 5-5 5");
/** Inside a round state. */
export const Exclamation = /* @__PURE__ */ icon("M12 6.5v6.5m0 4v.1");
/** Settings. */
export const Gear = /* @__PURE__ */ icon(
  "M5.8 12a6.2 6.2 0 1 0 12.4 0 6.2 6.2 0 1 0 -12.4 0M9.7 12a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0 -4.6 0M17.8 14.4L20 15.3M14.4 17.8L15.3 20M9.6 17.8L8.7 20M6.2 14.4L4 15.3M6.2 9.6L4 8.7M9.6 6.2L8.7 4M14.4 6.2L15.3 4M17.8 9.6L20 8.7",
);
export const Search = /* @__PURE__ */ icon("M4.5 11a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0 -13 0M16 16l4 4");
/** Earn. */
export const Bolt = /* @__PURE__ */ icon("M13 3 5.5 13.5H12L11 21l7.5-10.5H12z");
export const CodeMarks = /* @__PURE__ */ icon("m8.5 7.5-5 4.5 5 4.5m7-9 5 4.5-5 4.5");
/** Language. */
export const Globe = /* @__PURE__ */ icon(
  "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0 -17 0M3.5 12h17M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17z",
);
/** A machine. */
export const Server = /* @__PURE__ */ icon(
  "M6 4.5h12a2 2 0 0 1 2 2v2.5a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2v-2.5a2 2 0 0 1 2 -2M6 13h12a2 2 0 0 1 2 2v2.5a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2v-2.5a2 2 0 0 1 2 -2M7.5 7.8h.1m-.1 8.5h.1",
);
/** TON, a price. */
export const Coin = /* @__PURE__ */ icon("M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0 -17 0M8 9.2h8L12 16z");
export const Plus = /* @__PURE__ */ icon("M12 5v14M5 12h14");
export const Minus = /* @__PURE__ */ icon("M5 12h14");
/** A chat. */
export const Bubble = /* @__PURE__ */ icon("M5 5.5h14v8.5a3 3 0 0 1-3 3h-4l-4 3.5V17a3 3 0 0 1-3-3z");
/** Theme. */
export const Moon = /* @__PURE__ */ icon("M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z");
/** A model. */
export const Cube = /* @__PURE__ */ icon(
  "m12 3.5 7.5 4.2v8.6L12 20.5l-7.5-4.2V7.7zM4.5 7.7l7.5 4.2 7.5-4.2M12 12v8.5",
);
/** Export, save. */
export const Download = /* @__PURE__ */ icon("M12 4v10.5M7.5 10.5 12 15l4.5-4.5M5 19.5h14");
/** Import. */
export const Upload = /* @__PURE__ */ icon("M12 15V4.5M7.5 8.5 12 4l4.5 4.5M5 19.5h14");
export const Key = /* @__PURE__ */ icon(
  "M4 15.5a4 4 0 1 0 8 0 4 4 0 1 0 -8 0M11 12.5l8.5-8.5M16 7.5l2.5 2.5",
);
/** Delete. */
export const Bin = /* @__PURE__ */ icon(
  "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 11a2 2 0 0 0 2 2h5.4a2 2 0 0 0 2-2l.8-11",
);
/** Withdraw, paid out. */
export const ArrowOut = /* @__PURE__ */ icon("M7 17 17 7M9 7h8v8");
/** Top-up. */
export const ArrowIn = /* @__PURE__ */ icon("M17 7 7 17m8 0H7V9");
/** Add to the home screen. */
export const Home = /* @__PURE__ */ icon("M4.5 11 12 4.5l7.5 6.5M6.5 9.5V19.5h11V9.5M12 12v5M9.5 14.5h5");
