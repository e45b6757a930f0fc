import { clock } from "../../app/format.ts";
import type { Entry } from "../../wallet/statement.ts";
import { say } from "./texts.ts";

export interface EntryWords {
  readonly title: string;
  readonly sub: string;
  readonly icon: "in" | "out" | "answer" | "broken";
}

export interface Names {
  /** The name of a model's id. */
  readonly model: (id: string) => string;
  /** The ends of the owner's address; null where it is not known. */
  readonly wallet: string | null;
}

/** How one movement of money is told. */
export function entryWords(entry: Entry, names: Names): EntryWords {
  const words = say();
  switch (entry.kind) {
    case "deposit":
      return { title: words.deposit, sub: words.creditedAt(clock(entry.createdMs)), icon: "in" };
    case "withdrawal":
      return {
        title: words.withdrawal,
        sub: names.wallet === null ? words.toWallet : words.sentTo(names.wallet),
        icon: "out",
      };
    case "repayment":
      return { title: words.repayment, sub: words.repaymentOf, icon: "out" };
    case "grant":
      return { title: words.grant, sub: words.grantOf, icon: "in" };
    case "grant_return":
      return { title: words.grantReturn, sub: words.grantReturnOf, icon: "out" };
    case "job":
      return jobWords(entry, names);
  }
}

function jobWords({ job, createdMs }: Entry, names: Names): EntryWords {
  const words = say();
  const model = job?.model ? names.model(job.model) : words.answer;
  if (job?.state === "cancelled") return { title: words.stopped, sub: words.upToStop, icon: "answer" };
  if (job?.state !== "done") return { title: words.brokeOff, sub: words.onlyPart, icon: "broken" };
  const sub = job.source === "granted" ? words.fromTrial(clock(createdMs)) : clock(createdMs);
  return { title: model, sub, icon: "answer" };
}
