import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { getLlama, LlamaChatSession, LlamaLogLevel } from "node-llama-cpp";

/** Longer than any answer that the model was taught. */
const ANSWER_TOKENS = 200;
const CONTEXT_TOKENS = 512;

/** Answers one question, in a chat of its own, greedily. */
export type Ask = (question: string) => Promise<string>;

/** Runs `use` with a loaded GGUF. The chat is laid out by the template that the file carries. */
export async function withModel<T>(gguf: URL, use: (ask: Ask) => Promise<T>): Promise<T> {
  const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
  try {
    const model = await llama.loadModel({ modelPath: fileURLToPath(gguf) });
    // llama.cpp's threads spin while they wait, so a thread without a core of its own holds up all the others.
    const threads = Math.max(1, availableParallelism() - 1);
    const context = await model.createContext({ contextSize: CONTEXT_TOKENS, threads });
    const session = new LlamaChatSession({ contextSequence: context.getSequence(), systemPrompt: "" });
    return await use(async (question) => {
      session.resetChatHistory();
      return await session.prompt(question, { temperature: 0, maxTokens: ANSWER_TOKENS });
    });
  } finally {
    await llama.dispose();
  }
}
