import { inProcessDatabase } from "../testing/index.ts";
import { rostersSuite } from "./rosters.suite.ts";

rostersSuite(inProcessDatabase);
