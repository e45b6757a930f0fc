import { decodeAnswerPart } from "@cocoon/protocol/api";
import { fromHex, toHex } from "@cocoon/protocol/bytes";
import { type OpenedRequest, openRequest, ReplaySet, type SealedRequest } from "@cocoon/protocol/envelope";
import { checkReceipt, ResponseOpener, type ResponseRecord } from "@cocoon/protocol/response";
import { developmentPolicy, parseSimulatedPki } from "@cocoon/protocol/testing";
import { type Judgement, mismatch } from "@cocoon/protocol/vectors";
import { ANSWER_TEXT, newReadyAnswer, type ReadyAnswer } from "../../bench/stub/answer.ts";
import { newStubIdentity, type StubIdentity } from "../../bench/stub/identity.ts";
import { OFFER } from "../../bench/stub/model.ts";
import { CEILING, MAX_TOKENS, newStubRequest, QUOTE } from "../../bench/stub/request.ts";

const NAMES = ["browser-1", "browser-2", "browser-3"];
/**
 * Evidence is verified, a request sealed to the three workers that it proves, opened by each, and the answer sealed,
 * opened and its receipt checked. @param pki SIMULATED
 */
export async function judgeRoundTrip(pki: string): Promise<Judgement[]> {
  const root = parseSimulatedPki(pki);
  const stubs = await Promise.all(NAMES.map((name) => newStubIdentity(root, developmentPolicy(root), name)));
  const sealed = await newStubRequest(stubs).seal();
  return Promise.all(stubs.map((stub) => judgeWorker(stub, sealed)));
}

async function judgeWorker(stub: StubIdentity, sealed: SealedRequest): Promise<Judgement> {
  const { request, exchange } = await openAt(stub, sealed);
  const ours = sealed.exchange.with(stub.node.keyId);
  const { opener, records } = await openAnswer(sealed, await newReadyAnswer(stub, exchange));
  return {
    id: stub.name,
    mismatches: [
      ...mismatch("quote", QUOTE, request.quote),
      ...mismatch("secret", ours && toHex(ours.secret.reveal()), toHex(exchange.secret.reveal())),
      ...mismatch("text", ANSWER_TEXT, textOf(records)),
      ...mismatch("finished", true, opener.finished),
      ...mismatch("receipt", [], receiptProblems(stub, opener, records)),
    ],
    otherReason: null,
  };
}

async function openAnswer({ exchange }: SealedRequest, { parts }: ReadyAnswer) {
  const [first, ...rest] = parts.map(decodeAnswerPart);
  if (first?.type !== "header") throw new Error("an answer begins with its header");
  const opener = await ResponseOpener.create(exchange, first.header);
  const records: ResponseRecord[] = [];
  for (const part of rest)
    if (part.type === "frame") records.push(...(await opener.open(part.seq, part.frame)));
  return { opener, records };
}

const textOf = (records: readonly ResponseRecord[]): string =>
  records.map((record) => (record.type === "delta" ? record.text : "")).join("");

/** Every disagreement of the receipt with the answer, by its code. */
function receiptProblems(stub: StubIdentity, opener: ResponseOpener, records: readonly ResponseRecord[]) {
  const receipt = records.find((record) => record.type === "receipt");
  if (!receipt) return ["none"];
  const { mismatches } = checkReceipt({
    receipt: receipt.bytes,
    opener,
    signPk: stub.node.signPk,
    modelManifest: fromHex(OFFER.manifest),
    quote: OFFER.price,
    priceCeilingNanoton: CEILING,
    maxTokens: MAX_TOKENS,
  });
  return mismatches.map(({ code }) => code);
}

const openAt = ({ node, hpke }: StubIdentity, { envelope }: SealedRequest): Promise<OpenedRequest> =>
  openRequest({
    envelope,
    keyId: node.keyId,
    privateKey: hpke.privateKey,
    keyExpiresMs: node.expiresMs,
    nowMs: Date.now(),
    acceptsRoster: () => true,
    replay: new ReplaySet(),
    hasManifest: (hash) => toHex(hash) === OFFER.manifest,
  });
