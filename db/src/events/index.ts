export {
  type AccountEvent,
  appendEvent,
  type EventKind,
  eventsAfter,
  forgetEvents,
  latestEventSeq,
  onEvents,
} from "./events.ts";
