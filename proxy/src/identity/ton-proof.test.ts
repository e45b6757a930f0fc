import { CocoonError, type TonProof } from "@cocoon/protocol/api";
import { generateEd25519 } from "@cocoon/protocol/bytes";
import { beginCell, Cell } from "@ton/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SimulatedWallet, WALLET_VERSIONS } from "../testing/simulated-wallet.ts";
import { type ProofTerms, verifyTonProof } from "./ton-proof.ts";
import { PUBLISHED_PROOF } from "../testing/published-samples.ts";

const NETWORK = "-239";
const DOMAIN = "app.example";
const PAYLOAD = "ab".repeat(32);

const terms = (changes: Partial<ProofTerms> = {}): ProofTerms => ({
  network: NETWORK,
  domains: new Set([DOMAIN]),
  nowMs: Date.now(),
  publicKeyOf: async () => null,
  ...changes,
});

const proofOf = (wallet: SimulatedWallet, timestamp?: number): TonProof =>
  wallet.prove({ payload: PAYLOAD, domain: DOMAIN, network: NETWORK, ...(timestamp && { timestamp }) });

describe("a wallet's proof", () => {
  it.each(WALLET_VERSIONS)("holds of a wallet %s, by its state init alone", async (version) => {
    await expect(verifyTonProof(proofOf(SimulatedWallet.create(version)), terms())).resolves.toBeUndefined();
  });

  it("holds as a published one of Tonkeeper's was signed, and with nothing of it changed", async () => {
    const then = terms({
      domains: new Set(["getgems.io"]),
      nowMs: Number(PUBLISHED_PROOF.proof.timestamp) * 1000,
    });
    await expect(verifyTonProof(PUBLISHED_PROOF, then)).resolves.toBeUndefined();
    const { proof } = PUBLISHED_PROOF;
    for (const changed of [{ payload: "gemz" }, { timestamp: Number(proof.timestamp) + 1 }])
      await expect(
        verifyTonProof({ ...PUBLISHED_PROOF, proof: { ...proof, ...changed } }, then),
      ).rejects.toMatchObject({ code: "proof_invalid" });
  });

  const wallet = SimulatedWallet.create();
  const other = SimulatedWallet.create();
  const proof = proofOf(wallet);
  const inside = (changes: Partial<TonProof["proof"]>): TonProof => ({
    ...proof,
    proof: { ...proof.proof, ...changes },
  });

  it.each<[string, TonProof]>([
    ["with another's address", { ...proof, address: other.address }],
    ["with another's state init", { ...proof, stateInit: other.stateInit }],
    ["as another's whole wallet", { ...proof, address: other.address, stateInit: other.stateInit }],
    ["over another payload", inside({ payload: "cd".repeat(32) })],
    ["of another second", inside({ timestamp: Number(proof.proof.timestamp) - 1 })],
    ["with a signature cut off", inside({ signature: proof.proof.signature.slice(0, 80) })],
  ])("does not hold %s", async (_, given) => {
    await expect(verifyTonProof(given, terms())).rejects.toMatchObject({ code: "proof_invalid" });
  });

  it("is refused on another network, and for another site", async () => {
    await expect(verifyTonProof(proof, terms({ network: "-3" }))).rejects.toMatchObject({
      code: "wrong_network",
    });
    for (const given of [
      wallet.prove({ payload: PAYLOAD, domain: "app.example.evil", network: NETWORK }),
      inside({ domain: { lengthBytes: DOMAIN.length - 1, value: DOMAIN } }),
    ])
      await expect(verifyTonProof(given, terms())).rejects.toMatchObject({ code: "proof_wrong_domain" });
  });

  it("is refused when it is old, or from the future", async () => {
    const nowS = Math.floor(Date.now() / 1000);
    for (const timestamp of [nowS - 16 * 60, nowS + 120])
      await expect(verifyTonProof(proofOf(wallet, timestamp), terms())).rejects.toMatchObject({
        code: "proof_expired",
      });
  });

  it("may say its second as text, as some wallets do", async () => {
    const given = inside({ timestamp: String(proof.proof.timestamp) });
    await expect(verifyTonProof(given, terms())).resolves.toBeUndefined();
  });
});

describe("a wallet of code that is not known", () => {
  const init = { code: beginCell().storeUint(7, 8).endCell(), data: beginCell().endCell() };
  const { publicKey, secretKey } = generateEd25519();

  it("is asked for its key on chain", async () => {
    const odd = new SimulatedWallet(init, { publicKey, secretKey });
    const asked: string[] = [];
    const publicKeyOf = async (address: string) => {
      asked.push(address);
      return publicKey;
    };
    await expect(verifyTonProof(proofOf(odd), terms({ publicKeyOf }))).resolves.toBeUndefined();
    expect(asked).toEqual([odd.address]);
    await expect(verifyTonProof(proofOf(odd), terms())).rejects.toMatchObject({ code: "proof_invalid" });
  });
});

describe("a state init", () => {
  const proof = proofOf(SimulatedWallet.create());

  const hashOf = (boc: Uint8Array) => Cell.fromBoc(Buffer.from(boc))[0]?.hash().toString("hex");

  it("of any other bytes is refused by name, and nothing else is thrown", async () => {
    const good = Buffer.from(proof.stateInit, "base64");
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
        .map((changes) => changes.reduce((all, [at, byte]) => all.with(at, byte), new Uint8Array(good))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (changed) => {
        fc.pre(!good.equals(changed));
        const stateInit = Buffer.from(changed).toString("base64");
        const refused = await verifyTonProof({ ...proof, stateInit }, terms()).then(
          () => null,
          (error: unknown) => error,
        );
        // The same cells spelled otherwise are the same wallet.
        if (refused === null) return expect(hashOf(changed)).toBe(hashOf(good));
        expect(refused).toBeInstanceOf(CocoonError);
        expect((refused as CocoonError).code).toMatch(/^(?:boc_malformed|proof_invalid)$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["no base64", "te6cc!"],
    ["no bag of cells", Buffer.from("hello").toString("base64")],
    ["cut off", proof.stateInit.slice(0, 40)],
    [
      "followed by more",
      Buffer.concat([Buffer.from(proof.stateInit, "base64"), Buffer.of(0)]).toString("base64"),
    ],
    ["of two roots", "te6ccgEBAgIABgACAAAAAAEAAA=="],
  ])("that is %s is malformed", async (_, stateInit) => {
    await expect(verifyTonProof({ ...proof, stateInit }, terms())).rejects.toMatchObject({
      code: "boc_malformed",
    });
  });
});
