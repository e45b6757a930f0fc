import type { Hello, ProxyMessage, SignedOffers } from "@cocoon/protocol/api";
import { fromHex, toBase64Url } from "@cocoon/protocol/bytes";
import type { WorkerKey } from "../identity/worker-key.ts";

/** The proxy does not keep to the protocol; its link is closed. */
export class LinkBreach extends Error {
  override readonly name = "LinkBreach";
}

/** The proxy does not take this worker, and says why. */
export class LinkRefused extends Error {
  override readonly name = "LinkRefused";
  readonly code: string;

  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

interface HelloInput {
  /** The proxy's origin as dialled: the signature is bound to it. */
  readonly origin: string;
  readonly operator: string;
  readonly key: WorkerKey;
  readonly manifests: readonly Uint8Array[];
  /** What the key offers when it says hello. */
  readonly offers: () => SignedOffers;
}

/** Answers a challenge with all that the proxy admits a worker by (SPEC 8.5). */
const helloTo = (challenge: string, { origin, operator, key, manifests, offers }: HelloInput): Hello => ({
  type: "hello",
  v: 1,
  auth: toBase64Url(key.signLink(origin, fromHex(challenge))),
  evidence: toBase64Url(key.evidence),
  ...offers(),
  manifests: manifests.map(toBase64Url),
  operator,
});

export type HandshakeMessage = Extract<ProxyMessage, { type: "challenge" | "welcome" | "refused" }>;

export const isHandshake = (message: ProxyMessage): message is HandshakeMessage =>
  message.type === "challenge" || message.type === "welcome" || message.type === "refused";

/** challenge → hello → welcome | refused: which of them is due. */
export class Handshake {
  readonly #input: HelloInput;
  #stage: "challenge" | "welcome" | "open" = "challenge";

  constructor(input: HelloInput) {
    this.#input = input;
  }

  get isOpen(): boolean {
    return this.#stage === "open";
  }

  /** The proxy may know this key: what it has to say to it can come before its welcome. */
  get saidHello(): boolean {
    return this.#stage !== "challenge";
  }

  /**
   * What to do about a message of the handshake: say hello, or begin with the lease time of the welcome.
   * @throws LinkRefused, LinkBreach
   */
  take(message: HandshakeMessage): { readonly hello: Hello } | { readonly leaseTtlMs: number } {
    if (message.type === "refused") throw new LinkRefused(message.code, message.sentence);
    if (message.type === "challenge" && this.#stage === "challenge") {
      this.#stage = "welcome";
      return { hello: helloTo(message.challenge, this.#input) };
    }
    if (message.type !== "welcome" || this.#stage !== "welcome")
      throw new LinkBreach("a message out of turn");
    this.#stage = "open";
    return { leaseTtlMs: message.leaseTtlMs };
  }
}
