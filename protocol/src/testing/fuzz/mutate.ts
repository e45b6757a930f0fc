import { concatBytes } from "../../bytes/index.ts";
import { oddJson } from "./odd-json.ts";
import type { Random } from "./random.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Most inputs are near a valid one; some are anything, and now and then one is as large as a parser is ever given. */
const LARGEST_RANDOM_BYTES = 2048;
const LARGEST_BYTES = 2 * 1024 * 1024;
const ANY_OF = 8;
const HUGE_OF = 400;

/** Another input from a target's samples. @param samples valid inputs, at least one */
export function newInput(random: Random, samples: readonly Uint8Array[]): Bytes {
  if (random.below(ANY_OF) === 0) return random.bytes(random.length(LARGEST_RANDOM_BYTES));
  let bytes: Bytes = new Uint8Array(random.pick(samples));
  const times = 1 + random.length(4);
  for (let i = 0; i < times; i++) bytes = random.pick(MUTATIONS)(random, bytes, samples);
  return random.below(HUGE_OF) === 0 ? inflated(random, bytes) : bytes.subarray(0, LARGEST_BYTES);
}

/** A piece repeated up to the bound: what costs a parser the square of its input shows here. */
function inflated(random: Random, bytes: Bytes): Bytes {
  const [from, length] = piece(random, bytes);
  const unit = length === 0 ? new Uint8Array(1) : bytes.subarray(from, from + length);
  const times = Math.floor((LARGEST_BYTES - bytes.length) / unit.length);
  const whole = new Uint8Array(bytes.length + times * unit.length);
  whole.set(bytes.subarray(0, from));
  for (let i = 0; i < times; i++) whole.set(unit, from + i * unit.length);
  whole.set(bytes.subarray(from), from + times * unit.length);
  return whole;
}

type Mutation = (random: Random, bytes: Bytes, samples: readonly Uint8Array[]) => Bytes;

const piece = (random: Random, bytes: Bytes): readonly [from: number, length: number] => {
  const from = random.below(bytes.length);
  return [from, random.length(bytes.length - from)];
};

const replaced = (bytes: Bytes, from: number, length: number, other: Uint8Array): Bytes =>
  concatBytes(bytes.subarray(0, from), other, bytes.subarray(from + length));

/** Bounds of integers, of DER's short lengths, of signs. */
const ODD_BYTES = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, 0x30, 0xa0, 0x1f];

/** Where a length or a count may stand: another value of the same width, either end first. */
const editInteger: Mutation = (random, bytes) => {
  const width = random.pick([1, 2, 4, 8]);
  const copy = new Uint8Array(bytes);
  const at = random.below(copy.length - width + 1);
  const old = copy.slice(at, at + width).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const values = [
    0n,
    1n,
    old + 1n,
    old - 1n,
    old * 2n,
    BigInt(bytes.length),
    1n << BigInt(8 * width - 1),
    -1n,
  ];
  let value = BigInt.asUintN(8 * width, random.pick(values));
  const number = new Uint8Array(width);
  for (let i = width - 1; i >= 0; i--, value >>= 8n) number[i] = Number(value & 0xffn);
  if (random.below(2) === 0) number.reverse();
  copy.set(number.subarray(0, copy.length - at), at);
  return copy;
};

const MUTATIONS: readonly Mutation[] = [
  // One bit, one byte.
  (random, bytes) => {
    const at = random.below(bytes.length);
    return bytes.length === 0 ? bytes : bytes.with(at, (bytes[at] as number) ^ (1 << random.below(8)));
  },
  (random, bytes) =>
    bytes.length === 0 ? bytes : bytes.with(random.below(bytes.length), random.pick(ODD_BYTES)),
  editInteger,
  editInteger,
  // Cut at either end, cut out.
  (random, bytes) => bytes.slice(0, random.below(bytes.length)),
  (random, bytes) => bytes.slice(random.length(bytes.length)),
  (random, bytes) => replaced(bytes, ...piece(random, bytes), new Uint8Array()),
  // Put in: anything, a piece of itself again, a piece of another sample.
  (random, bytes) => replaced(bytes, random.below(bytes.length + 1), 0, random.bytes(random.length(64))),
  (random, bytes) => {
    const [from, length] = piece(random, bytes);
    return replaced(bytes, from, 0, bytes.subarray(from, from + length));
  },
  (random, bytes, samples) => {
    const other = new Uint8Array(random.pick(samples));
    const [from, length] = piece(random, other);
    return replaced(bytes, ...piece(random, bytes), other.subarray(from, from + length));
  },
  // Begins like this one and ends like another.
  (random, bytes, samples) => {
    const other = random.pick(samples);
    return concatBytes(
      bytes.subarray(0, random.below(bytes.length)),
      other.subarray(random.below(other.length)),
    );
  },
  oddJson,
  oddJson,
  oddJson,
];
