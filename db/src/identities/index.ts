export { type Challenge, forgetExpired, saveChallenge, useChallenge, useInitData } from "./challenges.ts";
export {
  apiKeysOf,
  botCredentials,
  changeBudget,
  createCredential,
  type Credential,
  type CredentialKind,
  type CredentialListing,
  type NewCredential,
  revokeCredential,
  verifyCredential,
} from "./credentials.ts";
export {
  accountOfIdentity,
  identitiesOf,
  type Identity,
  type Linked,
  linkIdentity,
  signIn,
} from "./identities.ts";
