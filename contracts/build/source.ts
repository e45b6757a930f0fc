/** What a wrapper needs of a contract's Tolk source: read from it, so that no number stands in two places. */
export interface Declarations {
  /** Message to its 32-bit prefix. */
  readonly opcodes: Readonly<Record<string, number>>;
  /** Name without ERR_ to exit code. */
  readonly errors: Readonly<Record<string, number>>;
  /** Exit code to the comment above it: one sentence for people. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Other constants that are plain integers or amounts of TON. */
  readonly constants: Readonly<Record<string, bigint>>;
}

const MESSAGE = /^struct \((0x[0-9a-f]{8})\) (\w+)/gm;
const ERROR = /^\/\/\/ (.+)\nconst ERR_(\w+) = (\d+)$/gm;
const CONSTANT = /^const (?!ERR_)(\w+) = (?:ton\("([0-9.]+)"\)|(\d+|0x[0-9a-f]+))$/gm;

export function declarationsOf(source: string): Declarations {
  const errors = [...source.matchAll(ERROR)];
  return {
    opcodes: Object.fromEntries(
      [...source.matchAll(MESSAGE)].map(([, code, name]) => [name as string, Number(code)]),
    ),
    errors: Object.fromEntries(errors.map(([, , name, code]) => [name as string, Number(code)])),
    reasons: Object.fromEntries(errors.map(([, says, , code]) => [code as string, says as string])),
    constants: Object.fromEntries(
      [...source.matchAll(CONSTANT)].map(([, name, ton, integer]) => [
        name as string,
        ton === undefined ? BigInt(integer as string) : nanotonOf(ton),
      ]),
    ),
  };
}

function nanotonOf(ton: string): bigint {
  const [whole = "", fraction = ""] = ton.split(".");
  return BigInt(whole + fraction.padEnd(9, "0"));
}
