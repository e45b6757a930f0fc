export { judgeOwnVectors, OWN_FILES, type OwnFile } from "./own/judge.ts";
export { type CryptoFile, judgeCrypto, PUBLIC_CRYPTO } from "./public/crypto/judge.ts";
export { judgeManifest } from "./public/judge.ts";
export { type Judgement, mismatch } from "./public/judgement.ts";
export { PUBLIC_MANIFESTS } from "./public/manifests.ts";
