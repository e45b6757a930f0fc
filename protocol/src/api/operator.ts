import { MalformedError } from "../bytes/index.ts";
import { parseTonAddress } from "../money/index.ts";

/** Who can be named as the one to pay: in production a TON address; development knows operators by names as well. */
export type OperatorForm = "address" | "address or name";

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Who is paid for a worker's answers, in the one spelling under which its proxy lists and pays them (SPEC 6.10): of the
 * forms that an address has, the raw one. @throws MalformedError
 */
export function readOperator(text: string, form: OperatorForm): string {
  if (form === "address or name" && NAME.test(text)) return addressOf(text) ?? text;
  const { raw, testOnly } = parseTonAddress(text);
  if (testOnly && form === "address") throw new MalformedError("the address is marked for a test network");
  return raw;
}

function addressOf(text: string): string | null {
  try {
    return parseTonAddress(text).raw;
  } catch {
    return null;
  }
}
