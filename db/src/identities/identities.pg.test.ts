import { testDatabase } from "../testing/test-server.ts";
import { identitiesSuite } from "./identities.suite.ts";

identitiesSuite(() => testDatabase());
