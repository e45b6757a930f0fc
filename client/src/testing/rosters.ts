import { CocoonError } from "@cocoon/protocol/api";
import { ed25519PublicKey, equalBytes, generateEd25519, Secret, toHex } from "@cocoon/protocol/bytes";
import {
  encodeHeaded,
  encodeInclusionProof,
  encodeNodeIndex,
  encodeRosterPage,
  type NodeEntry,
  NO_ROSTER,
  ROSTER_EPOCH_MS,
  ROSTER_PAGE,
  RosterTree,
  type SignedRoster,
  signRoster,
} from "@cocoon/protocol/roster";

type Bytes = Uint8Array<ArrayBuffer>;

/** The signed epochs of a proxy under a test's control: it can fork its own chain, and forget the end of it. */
export class TestRosters {
  readonly #key: Secret<Uint8Array>;
  #chain: SignedRoster[];
  #last = { index: new Uint8Array(), tree: new RosterTree([]) };

  constructor(
    key = new Secret<Uint8Array>(generateEd25519().secretKey),
    chain: readonly SignedRoster[] = [],
  ) {
    this.#key = key;
    this.#chain = [...chain];
  }

  /** Another chain of the same key, with the same beginning. */
  fork(epochs: number): TestRosters {
    return new TestRosters(this.#key, this.#chain.slice(0, epochs));
  }

  /** The public key that signs them, in hex. */
  get key(): string {
    return toHex(ed25519PublicKey(this.#key.reveal()));
  }

  get chain(): readonly SignedRoster[] {
    return this.#chain;
  }

  /** Signs so many epochs more without a change of the nodes. */
  age(entries: readonly NodeEntry[], nowMs: number, epochs: number): void {
    for (let i = 0; i < epochs; i++) this.#sign(this.#treeOf(entries), nowMs);
  }

  /** Signs an epoch far from the last, which it says to follow from one that nobody has. */
  leap(entries: readonly NodeEntry[], nowMs: number, epoch: number): void {
    const { commitment } = this.#treeOf(entries);
    this.#chain.push(
      signRoster({ ...commitment, epoch, timeMs: nowMs, previous: "ee".repeat(32) }, this.#key),
    );
  }

  /** `GET /v1/roster`. */
  current(entries: readonly NodeEntry[], nowMs: number): Bytes {
    return encodeHeaded(this.#head(this.#treeOf(entries), nowMs), encodeNodeIndex(entries));
  }

  /** `GET /v1/nodes/:keyId/proof`. */
  proof(entries: readonly NodeEntry[], keyId: string, nowMs: number): Bytes {
    const tree = this.#treeOf(entries);
    const proof = tree.prove(keyId);
    if (!proof) throw new CocoonError("no_such_node");
    return encodeHeaded(this.#head(tree, nowMs), encodeInclusionProof(proof));
  }

  /** `GET /v1/roster?epoch=`. */
  page(epoch: number): Bytes {
    const page = this.#chain.slice(epoch - 1, epoch - 1 + ROSTER_PAGE);
    if (page.length === 0) throw new CocoonError("not_found");
    return encodeRosterPage(page);
  }

  /** The same tree for the same list: one of thousands takes a while to hash. */
  #treeOf(entries: readonly NodeEntry[]): RosterTree {
    const index = encodeNodeIndex(entries);
    if (!equalBytes(index, this.#last.index)) this.#last = { index, tree: new RosterTree(entries) };
    return this.#last.tree;
  }

  #head(tree: RosterTree, nowMs: number): SignedRoster {
    const head = this.#chain.at(-1);
    const isTrue = head?.header.root === tree.commitment.root && head.header.count === tree.commitment.count;
    return head && isTrue && nowMs < head.header.timeMs + ROSTER_EPOCH_MS ? head : this.#sign(tree, nowMs);
  }

  #sign({ commitment }: RosterTree, nowMs: number): SignedRoster {
    const before = this.#chain.at(-1);
    const header = {
      ...commitment,
      epoch: (before?.header.epoch ?? 0) + 1,
      timeMs: Math.max(nowMs, before?.header.timeMs ?? 0),
      previous: before?.hash ?? NO_ROSTER,
    };
    const next = signRoster(header, this.#key);
    this.#chain.push(next);
    return next;
  }
}
