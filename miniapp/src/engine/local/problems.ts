import {
  ClientError,
  FixRequestError,
  PayError,
  RetryLaterError,
  StreamInterruptedError,
} from "@cocoon/client";
import type { MachineView, Problem } from "../port.ts";

/** An error as plain data. What is none of the client's is a fault of ours: it tells nothing that could hold a person's text. */
export function problemOf(error: unknown, refusals: readonly MachineView[] = []): Problem {
  if (!(error instanceof ClientError))
    return {
      code: "internal",
      action: "retry",
      detail: error instanceof Error ? `${error.name} in the app itself` : "a fault in the app itself",
      partialText: null,
      refusals,
    };
  const partialText = error instanceof StreamInterruptedError ? error.partialText : null;
  return { code: error.code, action: actionOf(error), detail: error.message, partialText, refusals };
}

function actionOf(error: ClientError): Problem["action"] {
  if (error instanceof FixRequestError) return "fix";
  if (error instanceof PayError) return "pay";
  return error instanceof RetryLaterError ? "retry" : "stop";
}
