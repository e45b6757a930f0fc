import { inProcessDatabase } from "../testing/index.ts";
import { chainSuite } from "./chain.suite.ts";

chainSuite(inProcessDatabase);
