import { inProcessDatabase } from "../testing/index.ts";
import { promisesSuite } from "./promises.suite.ts";

promisesSuite(inProcessDatabase);
