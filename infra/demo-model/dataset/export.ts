import { mkdirSync, writeFileSync } from "node:fs";
import { type Random, seededRandom } from "../corpus/random.ts";
import { type Sample, trainingSamples } from "../corpus/samples.ts";
import { readSystemMessages, readTopics } from "../corpus/topics.ts";
import { cacheFolder, writeMerges } from "../files.ts";
import { byteAlphabet } from "../tokenizer/bytes.ts";
import { specialTokens, Tokenizer } from "../tokenizer/tokenizer.ts";
import { trainMerges } from "../tokenizer/train.ts";
import { encodeChat } from "./chat.ts";
import { type Conversation, makeConversations } from "./conversations.ts";

const SEED = 20261125;
const VOCABULARY = 2048;
/** Answers are few and generated all day, questions are many and read once: this many questions weigh as an answer. */
const ANSWER_WEIGHT = 40;
/** The topic is decided in an answer's first words and the rest is recited, so few samples need all of it. */
const FULL_ANSWER_SHARE = 0.12;
const OPENING_TOKENS = 8;
/** Splits rare tokens out of common words, which teaches the parts as well: a mistyped word is made of parts. */
const DROPOUT = { share: 0.4, rate: 0.08 };

/** Writes what train.py reads: one JSON object a line, the token ids of a prompt and of its answer. */
function main(): void {
  const samples = trainingSamples();
  const tokenizer = new Tokenizer(
    trainMerges(tokenizerTexts(samples), VOCABULARY - specialTokens.length - byteAlphabet.length),
  );
  const random = seededRandom(SEED);
  const lines = makeConversations(samples, random).map((conversation) =>
    JSON.stringify(encodeConversation(tokenizer, conversation, random)),
  );
  mkdirSync(cacheFolder, { recursive: true });
  writeMerges(tokenizer.merges);
  writeFileSync(new URL("train.jsonl", cacheFolder), `${lines.join("\n")}\n`);
  console.log(`${lines.length} conversations, ${tokenizer.tokens.length} tokens`);
}

function tokenizerTexts(samples: readonly Sample[]): string[] {
  const answers = readTopics().flatMap(({ answer }) => Object.values(answer));
  const repeated = [...answers, ...readSystemMessages(), "system\n", "user\n", "assistant\n"];
  return [
    ...samples.map(({ question }) => question),
    ...Array.from({ length: ANSWER_WEIGHT }, () => repeated).flat(),
  ];
}

function encodeConversation(tokenizer: Tokenizer, { messages, answer }: Conversation, random: Random) {
  const skipMerge = random() < DROPOUT.share ? () => random() < DROPOUT.rate : undefined;
  const full = [...tokenizer.encode(answer), tokenizer.special("<|im_end|>")];
  return {
    prompt: encodeChat(tokenizer, messages, skipMerge),
    answer: random() < FULL_ANSWER_SHARE ? full : full.slice(0, OPENING_TOKENS),
  };
}

main();
