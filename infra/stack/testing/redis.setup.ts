import { provide, throwawayRedis } from "./servers.ts";

/** For tests of `*.redis.test.ts`: COCOON_TEST_REDIS_URL. */
export default (): Promise<() => Promise<void>> => provide("COCOON_TEST_REDIS_URL", throwawayRedis);
