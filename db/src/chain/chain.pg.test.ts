import { testDatabase } from "../testing/test-server.ts";
import { chainSuite } from "./chain.suite.ts";
import { outgoingSuite } from "./outgoing.suite.ts";

chainSuite(() => testDatabase());
outgoingSuite(() => testDatabase());
