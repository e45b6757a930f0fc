import { testDatabase } from "../testing/test-server.ts";
import { statementSuite } from "./statement.suite.ts";

statementSuite(() => testDatabase());
