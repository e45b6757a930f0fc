import { testDatabase } from "../testing/test-server.ts";
import { ledgerSuite } from "./ledger.suite.ts";

ledgerSuite(() => testDatabase());
