import { inProcessDatabase } from "../testing/index.ts";
import { chainSuite } from "./chain.suite.ts";
import { outgoingSuite } from "./outgoing.suite.ts";

chainSuite(inProcessDatabase);
outgoingSuite(inProcessDatabase);
