export {
  type Appended,
  appendRoster,
  latestEpoch,
  latestRoster,
  type NewRoster,
  rosterHeadersFrom,
} from "./rosters.ts";
