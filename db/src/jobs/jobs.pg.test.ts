import { testDatabase } from "../testing/test-server.ts";
import { jobsSuite } from "./jobs.suite.ts";

jobsSuite(() => testDatabase());
