import { inProcessDatabase } from "../testing/index.ts";
import { statementSuite } from "./statement.suite.ts";

statementSuite(inProcessDatabase);
