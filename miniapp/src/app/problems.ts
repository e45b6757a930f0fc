import type { ErrorCode } from "@cocoon/client";
import type { CheckId, Problem } from "../engine/port.ts";
import { CLIENT_SENTENCES } from "./problems/client.ts";
import { MONEY_SENTENCES } from "./problems/money.ts";
import { REFUSALS } from "./problems/refusals.ts";
import { REQUEST_SENTENCES } from "./problems/request.ts";
import type { Sentence } from "./problems/sentence.ts";
import { language } from "./text.ts";

/** A sentence for every code there is: the type says so when one is added. */
export const SENTENCES: Readonly<Record<ErrorCode, Sentence>> = {
  ...REQUEST_SENTENCES,
  ...MONEY_SENTENCES,
  ...CLIENT_SENTENCES,
};

/** What a person is told of a problem, in the language chosen. Where none but refused machines are: by the first check that failed. */
export function problemText({ code, refusals }: Pick<Problem, "code" | "refusals">): string {
  // One machine that was refused beside others is no reason why those gave no answer.
  const refused = code === "no_node_accepted" ? refusals[0] : undefined;
  const failed = refused?.checks.find((check) => check.state === "failed");
  return failed ? refusalText(failed.id) : SENTENCES[code][language.value];
}

/** Why a machine was refused whose check failed. */
export const refusalText = (check: CheckId): string => REFUSALS[check][language.value];
