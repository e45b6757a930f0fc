import { randomBytes } from "node:crypto";
import type { Database } from "@cocoon/db/connection";
import {
  createCredential,
  type Linked,
  linkIdentity,
  saveChallenge,
  signIn,
  useChallenge,
  useInitData,
} from "@cocoon/db/identities";
import {
  type ChallengeAnswer,
  type ChallengePurpose,
  CocoonError,
  type LinkAnswer,
  type Session,
  type TonProof,
} from "@cocoon/protocol/api";
import { sha256, toHex, utf8 } from "@cocoon/protocol/bytes";
import type { ChainLooks } from "../chain-looks.ts";
import type { MoneyPort } from "../money-port.ts";
import { CHALLENGE_LIFE_MS, proofPayload } from "./challenge.ts";
import { type InitDataCheck, readInitData } from "./init-data.ts";
import { SCOPES_OF } from "./principal.ts";
import type { TelegramAccounts } from "./telegram-accounts.ts";
import { verifyTonProof } from "./ton-proof.ts";

const SESSION_MS = 24 * 60 * 60_000;

export interface SignInDeps {
  readonly database: Database;
  readonly money: MoneyPort | null;
  readonly chainLooks: ChainLooks;
  readonly telegram: InitDataCheck | null;
  readonly accounts: TelegramAccounts;
  /** Hosts whose wallet connection is ours; asked anew, for a port may be known only once it is bound. */
  readonly domains: () => ReadonlySet<string>;
}

/** Lets people and owners of workers in by what they can prove, and links what they prove to one account. */
export class SignIn {
  readonly #deps: SignInDeps;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  async challenge(purpose: ChallengePurpose, accountId: string | null): Promise<ChallengeAnswer> {
    const challenge = randomBytes(32);
    const payload = proofPayload(purpose, challenge, accountId ?? "");
    const expiresMs = Date.now() + CHALLENGE_LIFE_MS;
    const lifetimeMs = CHALLENGE_LIFE_MS;
    await saveChallenge(this.#deps.database, { hash: hashOf(payload), purpose, accountId, lifetimeMs });
    return { challenge: toHex(challenge), payload, expiresMs };
  }

  async byWallet(purpose: "sign-in" | "owner", proof: TonProof): Promise<Session> {
    const { database } = this.#deps;
    await this.#proved(purpose, proof);
    const { accountId, created } = await signIn(database, { kind: "wallet", subject: proof.address }, "");
    if (purpose === "sign-in") return this.#session(accountId, created);
    const owner = { kind: "owner", subject: proof.address, lifetimeMs: SESSION_MS } as const;
    const { secret } = await createCredential(database, owner);
    return sessionOf("owner", secret.reveal(), proof.address, created);
  }

  async byTelegram(initData: string): Promise<Session> {
    const { database, telegram, accounts } = this.#deps;
    if (!telegram) throw new CocoonError("not_offered", "signing in by Telegram");
    const nowMs = Date.now();
    const { userId, hash, expiresMs } = readInitData(initData, telegram, nowMs);
    const first = await useInitData(database, hash, expiresMs - nowMs);
    if (!first) throw new CocoonError("init_data_replayed");
    const { accountId, created } = await accounts.open({ kind: "user", subject: userId }, nowMs);
    return this.#session(accountId, created);
  }

  /** The wallet joins the account whose token asked for the challenge. @throws CocoonError link_conflict */
  async link(accountId: string, proof: TonProof): Promise<LinkAnswer> {
    const asked = await this.#proved("link", proof);
    if (asked !== accountId) throw new CocoonError("proof_invalid");
    const identity = { kind: "wallet", subject: proof.address } as const;
    const linked: Linked = await linkIdentity(this.#deps.database, accountId, identity);
    if (linked.kind === "kind_taken" || linked.kind === "both_have_money")
      throw new CocoonError("link_conflict");
    return { accountId: linked.accountId, wallet: proof.address };
  }

  /** For whose account the challenge was given out; a proof that fails uses no challenge up. @throws CocoonError */
  async #proved(purpose: ChallengePurpose, proof: TonProof): Promise<string | null> {
    const { database, money, chainLooks, domains } = this.#deps;
    if (!money) throw new CocoonError("not_offered", "signing in by a wallet");
    await verifyTonProof(proof, {
      network: money.network,
      domains: domains(),
      nowMs: Date.now(),
      publicKeyOf: (address) => chainLooks.look(`key ${address}`, () => money.publicKeyOf(address)),
    });
    const used = await useChallenge(database, { hash: hashOf(proof.proof.payload), purpose });
    if (!used) throw new CocoonError("proof_replayed");
    return used.accountId;
  }

  async #session(accountId: string, created: boolean): Promise<Session> {
    const token = { kind: "access_token", accountId, lifetimeMs: SESSION_MS } as const;
    const { secret } = await createCredential(this.#deps.database, token);
    return sessionOf("access_token", secret.reveal(), accountId, created);
  }
}

const sessionOf = (
  kind: "access_token" | "owner",
  accessToken: string,
  accountId: string,
  isNew: boolean,
): Session => ({
  accessToken,
  accountId,
  scopes: [...SCOPES_OF[kind]],
  expiresMs: Date.now() + SESSION_MS,
  isNew,
});

/** A challenge is kept as a hash of what is signed, like every secret that opens something. */
const hashOf = (payload: string): string => toHex(sha256(utf8(payload)));
