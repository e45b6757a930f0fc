import { hexText, parseStrictJson } from "@cocoon/protocol/api";
import { MalformedError } from "@cocoon/protocol/bytes";
import * as v from "valibot";
import type { Change } from "../wrappers/registry.ts";
import { UsageError } from "./error.ts";
import { address, approvalForm, asApproval } from "./forms.ts";

const LIMIT_BYTES = 16 * 1024;

const raw = v.pipe(
  address,
  v.transform((parsed) => parsed.toRawString()),
);
const kind32 = v.picklist(["proxy", "model", "priceCap", "rosterKey", "referenceKey"]);
const subject = v.union([
  v.strictObject({ kind: v.literal("measurement"), id: hexText(48) }),
  v.strictObject({ kind: kind32, id: hexText(32) }),
]);
const schema = v.variant("type", [
  v.strictObject({ type: v.literal("approve"), approval: approvalForm }),
  v.strictObject({ type: v.literal("remove"), subject }),
  v.strictObject({ type: v.literal("setOwner"), owner: raw }),
  v.strictObject({ type: v.literal("setGuardian"), guardian: raw }),
]);

/** What is to be proposed. @throws UsageError */
export function parseChangeFile(json: string): Change {
  try {
    const change = parseStrictJson(schema, json, "the change", LIMIT_BYTES);
    return change.type === "approve"
      ? { type: "approve", approval: asApproval(change.approval, null) }
      : change;
  } catch (error) {
    if (error instanceof MalformedError) throw new UsageError(`${error.message}; correct it and try again.`);
    throw error;
  }
}
