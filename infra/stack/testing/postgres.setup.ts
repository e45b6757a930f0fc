import { provide, throwawayPostgres } from "./servers.ts";

/** For tests of `*.pg.test.ts` and all that needs Postgres besides: COCOON_TEST_DATABASE_URL. */
export default (): Promise<() => Promise<void>> => provide("COCOON_TEST_DATABASE_URL", throwawayPostgres);
