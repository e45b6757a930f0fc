import { testDatabase } from "../testing/test-server.ts";
import { ledgerProperties } from "./ledger.property.suite.ts";

ledgerProperties(() => testDatabase({ max: 8 }), 60);
