import type { AskRequest } from "@cocoon/client";
import type { Account } from "../../network.ts";

/** A short question of the cheapest model. */
export async function shortQuestion({ client }: Account): Promise<AskRequest> {
  const [model] = await client.models();
  if (!model) throw new Error("no model is served");
  return { model: model.id, messages: [{ role: "user", content: "What is Cocoon?" }], maxTokens: 128 };
}

/** At its hottest the demo model finds no end by itself: the answer fills many frames, the same ones each time. */
export const longQuestion = async (account: Account): Promise<AskRequest> => ({
  ...(await shortQuestion(account)),
  maxTokens: 900,
  sampling: { temperature: 2, seed: 7 },
});
