export { createAccount } from "./accounts.ts";
export { createApiKey, revokeApiKey, verifyApiKey } from "./api-keys.ts";
