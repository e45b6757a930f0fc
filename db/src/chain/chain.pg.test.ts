import { testDatabase } from "../testing/test-server.ts";
import { chainSuite } from "./chain.suite.ts";

chainSuite(() => testDatabase());
