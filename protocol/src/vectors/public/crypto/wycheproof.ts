import * as v from "valibot";
import { fromHex } from "../../../bytes/index.ts";

/** Bytes as these files write them. */
export const hex = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})*$/), v.transform(fromHex));

const RESULT = v.picklist(["valid", "invalid", "acceptable"]);

/**
 * A file of the Wycheproof project: groups with fields of their own, each with its tests.
 * @throws ValiError for a file of another algorithm, or with tests of another form
 */
export function parseWycheproof<G extends v.ObjectEntries, T extends v.ObjectEntries>(
  content: unknown,
  algorithm: string,
  { group, test }: { readonly group: G; readonly test: T },
) {
  const tests = v.array(v.object({ ...test, tcId: v.number(), result: RESULT }));
  return v.parse(
    v.object({
      algorithm: v.literal(algorithm),
      numberOfTests: v.number(),
      testGroups: v.array(v.object({ ...group, tests })),
    }),
    content,
  );
}
