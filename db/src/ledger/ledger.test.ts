import { inProcessDatabase } from "../testing/index.ts";
import { ledgerSuite } from "./ledger.suite.ts";

ledgerSuite(inProcessDatabase);
