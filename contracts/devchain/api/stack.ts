import type { Cell, TupleItem } from "@ton/core";
import { parseCell } from "./params.ts";
import { malformed } from "./refusal.ts";

const MOST_ITEMS = 64;
const NUMBER = /^(-?)(0x[0-9a-f]{1,64}|[0-9]{1,78})$/i;

const CELL_KINDS = { cell: "cell", slice: "slice", builder: "builder" } as const;

/** The stack of a get method as the API takes it: pairs such as ["num", "12"] or ["tvm.Cell", base64]. */
export function parseStack(value: unknown): TupleItem[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > MOST_ITEMS)
    throw malformed(`stack is not a list of at most ${MOST_ITEMS} items.`);
  return value.map(parseItem);
}

function parseItem(item: unknown): TupleItem {
  if (!Array.isArray(item)) throw malformed("An item of the stack is not a pair of type and value.");
  const [type, value] = item as unknown[];
  if (type === "num" || type === "int") return { type: "int", value: parseNumber(value) };
  if (type === "null") return { type: "null" };
  const kind =
    typeof type === "string" ? CELL_KINDS[type.toLowerCase().replace(/^tvm\./, "") as "cell"] : undefined;
  if (kind) return { type: kind, cell: parseCell(value, "An item of the stack") };
  throw malformed(
    "An item of the stack is of an unknown type; num, null, tvm.Cell, tvm.Slice and tvm.Builder are known.",
  );
}

function parseNumber(value: unknown): bigint {
  const [, sign, digits] = NUMBER.exec(String(value)) ?? [];
  if (digits === undefined) throw malformed("A number of the stack is not decimal or hex.");
  return sign === "-" ? -BigInt(digits) : BigInt(digits);
}

/** What a get method left, in the API's form. */
export function formatStack(items: readonly TupleItem[]): unknown[] {
  return items.map((item) => {
    switch (item.type) {
      case "int":
        return ["num", hexOf(item.value)];
      case "nan":
        return ["num", "NaN"];
      case "null":
        return ["list", { "@type": "tvm.list", elements: [] }];
      case "tuple":
        return ["tuple", { "@type": "tvm.tuple", elements: item.items.map(formatElement) }];
      default:
        return [item.type, { bytes: bytesOf(item.cell) }];
    }
  });
}

/** Inside a tuple everything is written another way. */
function formatElement(item: TupleItem): unknown {
  switch (item.type) {
    case "int":
      return entry("Number", { number: { "@type": "tvm.numberDecimal", number: item.value.toString() } });
    case "nan":
      return entry("Number", { number: { "@type": "tvm.numberDecimal", number: "NaN" } });
    case "null":
      return entry("List", { list: { "@type": "tvm.list", elements: [] } });
    case "tuple":
      return entry("Tuple", { tuple: { "@type": "tvm.tuple", elements: item.items.map(formatElement) } });
    case "cell":
      return entry("Cell", { cell: { "@type": "tvm.cell", bytes: bytesOf(item.cell) } });
    default:
      return entry("Slice", { slice: { "@type": "tvm.slice", bytes: bytesOf(item.cell) } });
  }
}

const entry = (kind: string, value: object) => ({ "@type": `tvm.stackEntry${kind}`, ...value });
const hexOf = (value: bigint): string =>
  value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
const bytesOf = (cell: Cell): string => cell.toBoc().toString("base64");
