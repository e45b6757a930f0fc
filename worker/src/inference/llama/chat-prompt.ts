import type { InferenceMessage } from "@cocoon/protocol/inference";
import { type ChatHistoryItem, JinjaTemplateChatWrapper, type LlamaModel, type Token } from "node-llama-cpp";

/**
 * Lays messages out by a manifest's chat template. The wrapper renders the template round placeholders and puts the
 * messages in as plain text: nothing that a person writes can become a special token.
 */
export class ChatPrompt {
  readonly #model: LlamaModel;
  readonly #wrapper: JinjaTemplateChatWrapper;
  readonly #largestTokenCharacters: number;
  /** Tokens besides the model's own that end the assistant's turn, as the template writes it. */
  readonly endTokens: ReadonlySet<Token>;

  /** @throws Error for a template that can't be rendered */
  constructor(model: LlamaModel, template: string) {
    this.#model = model;
    this.#wrapper = new JinjaTemplateChatWrapper({
      template,
      tokenizer: model.tokenizer,
      functionCallMessageTemplate: "noJinja",
      joinAdjacentMessagesOfTheSameType: false,
      trimLeadingWhitespaceInResponses: false,
    });
    this.#largestTokenCharacters = largestTokenCharacters(model);
    this.endTokens = this.#endTokens();
  }

  /** The prompt's tokens up to where the assistant's turn begins; null, cheaply, when they are more than `most`. */
  tokens(messages: readonly InferenceMessage[], most: number): Token[] | null {
    const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
    if (characters > most * this.#largestTokenCharacters) return null;
    const { contextText } = this.#wrapper.generateContextState({ chatHistory: historyOf(messages) });
    const tokens = contextText.tokenize(this.#model.tokenizer);
    return tokens.length <= most ? tokens : null;
  }

  #endTokens(): Set<Token> {
    const { stopGenerationTriggers } = this.#wrapper.generateContextState({
      chatHistory: historyOf([{ role: "user", content: "x" }]),
    });
    const firsts = stopGenerationTriggers.map((trigger) => trigger.tokenize(this.#model.tokenizer)[0]);
    return new Set(
      firsts.filter((token) => token !== undefined && this.#model.isSpecialToken(token)) as Token[],
    );
  }
}

/** With an empty answer at the end: the template then shows how an assistant's turn begins. */
const historyOf = (messages: readonly InferenceMessage[]): ChatHistoryItem[] => [
  ...messages.map(
    ({ role, content }): ChatHistoryItem =>
      role === "assistant" ? { type: "model", response: [content] } : { type: role, text: content },
  ),
  { type: "model", response: [] },
];

/** No token stands for more characters, so a longer text needs more tokens: it is refused without being cut into any. */
function largestTokenCharacters(model: LlamaModel): number {
  let largest = 1;
  for (const token of model.iterateAllTokens())
    largest = Math.max(largest, model.detokenize([token], true).length);
  return largest;
}
