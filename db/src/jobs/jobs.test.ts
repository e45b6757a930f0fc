import { inProcessDatabase } from "../testing/index.ts";
import { jobsSuite } from "./jobs.suite.ts";

jobsSuite(inProcessDatabase);
