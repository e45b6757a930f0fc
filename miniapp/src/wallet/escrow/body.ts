import { MalformedError, toHex } from "@cocoon/protocol/bytes";
import { fromBase64 } from "./base64.ts";

export interface BodyGuards {
  readonly dailyLimitNanoton: bigint;
  /** In hex; null: the proxy signs alone. */
  readonly payerKey: string | null;
}

/** What a message tells the deposit contract to do, of those that the app asks a wallet to sign. */
export type Body =
  | { readonly kind: "top_up"; readonly amountNanoton: bigint; readonly guards: BodyGuards | null }
  | { readonly kind: "guards"; readonly guards: BodyGuards };

const TOP_UP = 0x1c0c0011n;
const SET_GUARDS = 0x1c0c0013n;

/** A bag with one cell, its sizes in one byte each, with or without a checksum: what comes before the cell. */
const HEADS = [/^b5ee9c724101010100(..)00$/, /^b5ee9c720101010100(..)00$/] as const;
const HEAD_BYTES = 11;
const CHECKSUM_BYTES = 4;

/** @param payload base64 of a bag of cells, of the one form that has one cell @throws MalformedError for anything else */
export function readBody(payload: string): Body {
  const bits = new Bits(cellBits(fromBase64(payload)));
  const opcode = bits.take(32);
  bits.take(64);
  const body = opcode === TOP_UP ? topUp(bits) : opcode === SET_GUARDS ? setGuards(bits) : null;
  if (!body || !bits.isEmpty) throw new MalformedError("the message is another one");
  return body;
}

const topUp = (bits: Bits): Body => ({
  kind: "top_up",
  amountNanoton: bits.coins(),
  guards: bits.take(1) === 1n ? guards(bits) : null,
});

const setGuards = (bits: Bits): Body => ({ kind: "guards", guards: guards(bits) });

function guards(bits: Bits): BodyGuards {
  const dailyLimitNanoton = bits.coins();
  const key = bits.take(256);
  return { dailyLimitNanoton, payerKey: key === 0n ? null : key.toString(16).padStart(64, "0") };
}

/** The bits of the only cell: `0 references ‖ twice its bytes, one less where it ends within one ‖ bytes`. */
function cellBits(bag: Uint8Array): string {
  const head = toHex(bag.subarray(0, HEAD_BYTES));
  const at = HEADS.findIndex((form) => form.test(head));
  const end = bag.length - (at === 0 ? CHECKSUM_BYTES : 0);
  const [references, size = 0, ...data] = bag.subarray(HEAD_BYTES, end);
  const isWhole = bag[9] === data.length + 2 && Math.ceil(size / 2) === data.length && references === 0;
  if (at < 0 || !isWhole) throw new MalformedError("the message is no single cell");
  const bits = data.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return size % 2 === 0 ? bits : bits.slice(0, bits.lastIndexOf("1"));
}

class Bits {
  readonly #bits: string;
  #at = 0;

  constructor(bits: string) {
    this.#bits = bits;
  }

  get isEmpty(): boolean {
    return this.#at === this.#bits.length;
  }

  take(count: number): bigint {
    const part = this.#bits.slice(this.#at, this.#at + count);
    if (part.length < count) throw new MalformedError("the message ends early");
    this.#at += count;
    return count === 0 ? 0n : BigInt(`0b${part}`);
  }

  /** Four bits say how many bytes follow. */
  coins(): bigint {
    return this.take(8 * Number(this.take(4)));
  }
}
