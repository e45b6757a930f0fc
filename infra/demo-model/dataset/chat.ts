import type { Tokenizer } from "../tokenizer/tokenizer.ts";

export interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}

/** ChatML, as the GGUF and the manifest carry it. */
export const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/**
 * The token ids of CHAT_TEMPLATE over `messages` with the generation prompt. Only what users write is cut into unusual
 * tokens by `skipMerge`: the frame around it looks the same in every chat.
 */
export function encodeChat(
  tokenizer: Tokenizer,
  messages: readonly Message[],
  skipMerge?: () => boolean,
): number[] {
  const start = tokenizer.special("<|im_start|>");
  const end = tokenizer.special("<|im_end|>");
  const encodeMessage = ({ role, content }: Message) => [
    start,
    ...tokenizer.encode(`${role}\n`),
    ...tokenizer.encode(content, role === "user" ? skipMerge : undefined),
    end,
    ...tokenizer.encode("\n"),
  ];
  return [...messages.flatMap(encodeMessage), start, ...tokenizer.encode("assistant\n")];
}
