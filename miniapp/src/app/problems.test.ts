import type { ErrorCode } from "@cocoon/client";
import { afterEach, expect, it } from "vitest";
import { problemText, refusalText, SENTENCES } from "./problems.ts";
import { language } from "./text.ts";

const codes = Object.keys(SENTENCES) as ErrorCode[];
afterEach(() => {
  language.value = "en";
});

it.each(codes)("says %s in both languages, as the voice has it", (code) => {
  language.value = "en";
  const en = problemText({ code, refusals: [] });
  language.value = "ru";
  const ru = problemText({ code, refusals: [] });
  expect(en).toMatch(/^[A-Z].*\.$/);
  expect(ru).toMatch(/^\p{Lu}.*[а-я].*\.$/u);
  expect(`${en} ${ru}`).not.toMatch(/!|node|enclave|TEE|something went wrong|что-то пошло/i);
});

it("names the check that failed of a refused machine", () => {
  const refused = {
    keyId: "",
    operator: "",
    simulated: false,
    accepted: false,
    checkedMs: 0,
    chipId: null,
    imageVersion: null,
    checks: [
      { id: "hardware", state: "passed", facts: [], code: null },
      { id: "firmware", state: "failed", facts: [], code: "tcb_too_old" },
    ],
  } as const;
  expect(problemText({ code: "no_node_accepted", refusals: [refused] })).toBe(refusalText("firmware"));
  expect(problemText({ code: "trial_terms", refusals: [refused] })).toBe(
    problemText({ code: "trial_terms", refusals: [] }),
  );
});
