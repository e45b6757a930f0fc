import type { AskRequest } from "@cocoon/client";
import { ENDLESS_MODEL } from "../../endless-model.ts";
import type { Account } from "../../network.ts";

/** A short question of the cheapest model. */
export async function shortQuestion({ client }: Account): Promise<AskRequest> {
  const [model] = await client.models();
  if (!model) throw new Error("no model is served");
  return { model: model.id, messages: [{ role: "user", content: "What is Cocoon?" }], maxTokens: 128 };
}

/** One whose answer fills many frames, for its model finds no end by itself. */
export const longQuestion = async (account: Account): Promise<AskRequest> => ({
  ...(await shortQuestion(account)),
  model: ENDLESS_MODEL,
  maxTokens: 900,
});
