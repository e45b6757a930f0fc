import { testDatabase } from "../testing/test-server.ts";
import { promisesSuite } from "./promises.suite.ts";

promisesSuite(() => testDatabase());
