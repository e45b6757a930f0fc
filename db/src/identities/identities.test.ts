import { inProcessDatabase } from "../testing/index.ts";
import { identitiesSuite } from "./identities.suite.ts";

identitiesSuite(inProcessDatabase);
