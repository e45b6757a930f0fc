export {
  type AccountEvent,
  appendEvent,
  type EventKind,
  eventsAfter,
  forgetEvents,
  latestEventSeq,
  onEvents,
} from "./events.ts";
export { type TelegramEvent, type TelegramEvents, telegramEventsAfter } from "./telegram.ts";
