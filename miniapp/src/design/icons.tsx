// Icons of the first load: the chat's and the shell's. Those that only other screens draw are in icons-lists.tsx.
//
// ArrowDown ArrowUp Again Alert Attach Check ChevronDown ChevronLeft Clock Close Cocoon Copy Envelope Flask Lock Menu NewChat
// Offline Page Pencil Pulse Purse ShieldCheck ShieldCross Sliders Stop
import { icon } from "./icon.tsx";

/** The mark; also a model's answer in the statement. */
export const Cocoon = /* @__PURE__ */ icon(
  "M6.5 11.4a5.5 9.3 0 1 0 11 0 5.5 9.3 0 1 0-11 0M6.7 8.8Q12.8 9.6 16.1 5.2M6.6 13.4Q12.8 14.2 17.4 9.8M7.9 17.6Q12.8 18.6 17.2 14.4M12 20.7c.2 1.3 1.5 1.9 3 1.4",
  { transform: "rotate(30 12 12)" },
);
/** The chats. */
export const Menu = /* @__PURE__ */ icon("M4 6.5h16M4 12h16M4 17.5h10");
export const ChevronDown = /* @__PURE__ */ icon("m7 10 5 5 5-5");
/** Private, verified. */
export const ShieldCheck = /* @__PURE__ */ icon(
  "M12 3 5 5.6v5.2c0 4.6 2.8 8.3 7 10.2 4.2-1.9 7-5.6 7-10.2V5.6zM8.8 12l2.3 2.3 4.2-4.4",
);
/** Refused. */
export const ShieldCross = /* @__PURE__ */ icon(
  "M12 3 5 5.6v5.2c0 4.6 2.8 8.3 7 10.2 4.2-1.9 7-5.6 7-10.2V5.6zM9.7 9.7l4.6 4.6m0-4.6-4.6 4.6",
);
/** Simulated. */
export const Flask = /* @__PURE__ */ icon(
  "M9.5 3.5h5M10.5 3.5v5.6L5.3 18a2 2 0 0 0 1.7 3h10a2 2 0 0 0 1.7-3l-5.2-8.9V3.5M7.6 15h8.8",
);
/** Checking, on its way. */
export const Clock = /* @__PURE__ */ icon("M4 12a8 8 0 1 0 16 0 8 8 0 1 0 -16 0M12 7.5V12l3 2");
export const NewChat = /* @__PURE__ */ icon(
  "M12 5H7a3 3 0 0 0-3 3v9a3 3 0 0 0 3 3h9a3 3 0 0 0 3-3v-5M10 14l.6-3L18.2 3.4a1.7 1.7 0 0 1 2.4 2.4L13 13.4z",
);
export const Copy = /* @__PURE__ */ icon(
  "M11.5 8.5h5a3 3 0 0 1 3 3v5a3 3 0 0 1 -3 3h-5a3 3 0 0 1 -3 -3v-5a3 3 0 0 1 3 -3M15.5 5.6A2.5 2.5 0 0 0 13.2 4H7a3 3 0 0 0-3 3v6.2c0 1 .7 2 1.6 2.3",
);
/** Ask again, try again. */
export const Again = /* @__PURE__ */ icon("M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15");
/** Edit. */
export const Pencil = /* @__PURE__ */ icon(
  "M4.5 19.5l.8-3.6L16 5.2a1.9 1.9 0 0 1 2.8 2.8L8.1 18.7zM14 7.2l2.8 2.8",
);
export const Attach = /* @__PURE__ */ icon(
  "m19.5 11.5-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.6 1.6 0 0 1-2.2-2.2l7-7",
);
/** Send. */
export const ArrowUp = /* @__PURE__ */ icon("M12 19V5.5M6 11l6-6 6 6");
/** To the end. */
export const ArrowDown = /* @__PURE__ */ icon("M12 5v13.5M6 13l6 6 6-6");
export const Stop = /* @__PURE__ */ icon(
  "M9.5 7.5h5a2 2 0 0 1 2 2v5a2 2 0 0 1 -2 2h-5a2 2 0 0 1 -2 -2v-5a2 2 0 0 1 2 -2",
  { fill: "currentColor", stroke: "none" },
);
export const Check = /* @__PURE__ */ icon("m6.5 12.5 3.8 3.8 7.4-8");
export const Alert = /* @__PURE__ */ icon(
  "M12 7.5v5.5m0 3.4v.1M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0 -17 0",
);
/** The wallet. */
export const Purse = /* @__PURE__ */ icon(
  "M5 7.5h12.5A2.5 2.5 0 0 1 20 10v7a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 17V6.8A2.3 2.3 0 0 1 6.3 4.5H16M15.8 13.5h.1",
);
export const Offline = /* @__PURE__ */ icon(
  "M4 9.5a12 12 0 0 1 4-2.4m5-.6a12 12 0 0 1 7 3M7.3 13a7.4 7.4 0 0 1 3-1.6m4.6.4A7.4 7.4 0 0 1 16.7 13M12 17.5h.1M4 4l16 16",
);
export const Lock = /* @__PURE__ */ icon(
  "M8 10.5h8a3 3 0 0 1 3 3v3.5a3 3 0 0 1 -3 3h-8a3 3 0 0 1 -3 -3v-3.5a3 3 0 0 1 3 -3M8 10.5V8a4 4 0 0 1 8 0v2.5",
);
export const Close = /* @__PURE__ */ icon("m7.5 7.5 9 9m0-9-9 9");
/** Back. */
export const ChevronLeft = /* @__PURE__ */ icon("m14.5 6-6 6 6 6");
export const Pulse = /* @__PURE__ */ icon("M4.5 12h3l2-5 3.5 10 2.5-5h4");
export const Page = /* @__PURE__ */ icon(
  "M7 3.5h6.5L18 8v10a2.5 2.5 0 0 1-2.5 2.5h-8A2.5 2.5 0 0 1 5 18V5.5a2 2 0 0 1 2-2zM13 3.5V8.5h5M8.5 13h6m-6 3.5h4",
);
export const Envelope = /* @__PURE__ */ icon(
  "M6.5 5.5h11a3 3 0 0 1 3 3v7a3 3 0 0 1 -3 3h-11a3 3 0 0 1 -3 -3v-7a3 3 0 0 1 3 -3M5 8l7 5 7-5",
);
/** Limits, calculator. */
export const Sliders = /* @__PURE__ */ icon(
  "M4 8h9m5 0h2M4 16h2m5 0h9M13 8a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0 -5 0M6 16a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0 -5 0",
);
