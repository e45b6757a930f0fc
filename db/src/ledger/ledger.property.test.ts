import { inProcessDatabase } from "../testing/index.ts";
import { ledgerProperties } from "./ledger.property.suite.ts";

ledgerProperties(inProcessDatabase, 60);
