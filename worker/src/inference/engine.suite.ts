import type { InferenceMessage, Sampling } from "@cocoon/protocol/inference";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, EngineError, type Prompt } from "./engine.ts";

export interface EngineUnderTest {
  /** Loaded; two slots. */
  readonly engine: Engine;
  /** The hash of a loaded manifest. */
  readonly model: string;
  readonly contextTokens: number;
  /** A question whose answer has at least eight tokens. */
  readonly question: string;
}

const SALT = "a".repeat(22);
const never = () => new AbortController().signal;
const computed = () => undefined;

interface Asked {
  readonly cacheSalt?: string;
  readonly limit?: number;
  readonly sampling?: Sampling;
  readonly signal?: AbortSignal;
  /** Called with what `computed` is. */
  readonly onPart?: (promptTokens: number) => void;
  /** Called after each piece. */
  readonly onPiece?: (index: number) => void;
}

interface Answered {
  readonly text: string;
  readonly tokens: number;
  /** What `limit` was called with, one entry per call. */
  readonly cached: readonly number[];
  /** What `computed` was called with before the first piece. */
  readonly computed: readonly number[];
}

/** What every {@link Engine} must do. */
export function engineSuite(name: string, open: () => Promise<EngineUnderTest>): void {
  describe(`engine contract: ${name}`, () => {
    let under: EngineUnderTest;
    let salts = 0;

    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.engine.close());

    /** Of a conversation that nobody has had before. */
    const newSalt = () => `${(++salts).toString().padStart(4, "0")}${SALT}`;
    const user = (content: string): InferenceMessage[] => [{ role: "user", content }];
    const prepared = async (messages: readonly InferenceMessage[]): Promise<Prompt> =>
      (await under.engine.prepare(under.model, messages)) as Prompt;

    const ask = async (prompt: Prompt, asked: Asked = {}): Promise<Answered> => {
      const cached: number[] = [];
      const parts: number[] = [];
      let text = "";
      let tokens = 0;
      const limit = (cachedTokens: number) => {
        cached.push(cachedTokens);
        return asked.limit ?? 8;
      };
      const { sampling = {}, cacheSalt = newSalt(), signal = never() } = asked;
      const computing = (promptTokens: number) => {
        if (tokens === 0) parts.push(promptTokens);
        asked.onPart?.(promptTokens);
      };
      const options = { sampling, cacheSalt, limit, computed: computing, signal };
      for await (const piece of under.engine.generate(prompt, options)) {
        expect(piece.tokens).toBeGreaterThan(0);
        text += piece.text;
        tokens += piece.tokens;
        asked.onPiece?.(tokens);
      }
      return { text, tokens, cached, computed: parts };
    };

    it("counts a prompt's tokens, the same each time, more for a longer one", async () => {
      const short = await prepared(user(under.question));
      expect(await prepared(user(under.question))).toMatchObject({ promptTokens: short.promptTokens });
      const history: InferenceMessage[] = [...user(under.question), { role: "assistant", content: "Well." }];
      const long = await prepared([...history, ...user(under.question)]);
      expect(long.promptTokens).toBeGreaterThan(short.promptTokens);
    });

    it("takes system messages and empty texts", async () => {
      const bare = await prepared(user(""));
      const full = await prepared([{ role: "system", content: "Be brief." }, ...user("")]);
      expect(full.promptTokens).toBeGreaterThan(bare.promptTokens);
    });

    it("gives null for a prompt that leaves no room in the context, however long", async () => {
      for (const words of [under.contextTokens, 150_000])
        expect(await under.engine.prepare(under.model, user("word ".repeat(words)))).toBeNull();
    });

    it("refuses a model that is not loaded", async () => {
      await expect(under.engine.prepare("00".repeat(32), user("x"))).rejects.toBeInstanceOf(EngineError);
    });

    it("yields at most as many tokens as allowed", async () => {
      const prompt = await prepared(user(under.question));
      expect((await ask(prompt, { limit: 8 })).tokens).toBe(8);
      expect((await ask(prompt, { limit: 1 })).tokens).toBe(1);
      expect(await ask(prompt, { limit: 0 })).toMatchObject({ tokens: 0, text: "", cached: [0] });
    });

    it("asks once how many tokens it may make, before the first", async () => {
      const order: string[] = [];
      const limit = () => {
        order.push("limit");
        return 2;
      };
      const prompt = await prepared(user(under.question));
      const options = { sampling: {}, cacheSalt: newSalt(), limit, computed, signal: never() };
      for await (const _ of under.engine.generate(prompt, options)) order.push("piece");
      expect(order).toEqual(["limit", "piece", "piece"]);
    });

    it("says how much of the prompt it has computed, and all of it before the first piece", async () => {
      const prompt = await prepared(user("word ".repeat(Math.floor(under.contextTokens / 4))));
      const { computed: parts } = await ask(prompt, { limit: 1 });
      expect(parts.at(-1)).toBe(prompt.promptTokens);
      expect(parts).toEqual([...new Set(parts)].toSorted((a, b) => a - b));
    });

    it("computes nothing for an answer of no tokens", async () => {
      const { computed: parts } = await ask(await prepared(user(under.question)), { limit: 0 });
      expect(parts).toEqual([]);
    });

    it("keeps nothing of a prompt that was cancelled before the first piece", async () => {
      const prompt = await prepared(user("word ".repeat(Math.floor(under.contextTokens / 4))));
      const cacheSalt = newSalt();
      const cancel = new AbortController();
      const cancelled = await ask(prompt, {
        cacheSalt,
        signal: cancel.signal,
        onPart: () => cancel.abort(),
      });
      expect(cancelled.tokens).toBe(0);
      expect(cancelled.computed.length).toBeGreaterThan(0);
      expect((await ask(prompt, { cacheSalt })).cached).toEqual([0]);
    });

    it("makes the same answer without a temperature, and with the same seed", async () => {
      const prompt = await prepared(user(under.question));
      expect((await ask(prompt)).text).toBe((await ask(prompt)).text);
      const sampling = { temperature: 1.5, topP: 0.9, seed: 42 };
      expect((await ask(prompt, { sampling })).text).toBe((await ask(prompt, { sampling })).text);
    });

    it("gives whole characters only", async () => {
      const { text } = await ask(await prepared(user(under.question)), { limit: 64 });
      expect(text).not.toBe("");
      expect(text).not.toContain("\uFFFD");
    });

    it("reuses a conversation's own prompt, but never all of it", async () => {
      const prompt = await prepared(user(under.question));
      const cacheSalt = newSalt();
      const first = await ask(prompt, { cacheSalt });
      const second = await ask(prompt, { cacheSalt });
      expect(first.cached).toEqual([0]);
      expect(second.cached[0]).toBeGreaterThan(0);
      expect(second.cached[0]).toBeLessThan(prompt.promptTokens);
      expect(second.text).toBe(first.text);
    });

    it("reuses nothing of another conversation, though the prompt is the same", async () => {
      const prompt = await prepared(user(under.question));
      for (let i = 0; i < 5; i++) expect((await ask(prompt)).cached).toEqual([0]);
    });

    it("ends without an error within a token when it is cancelled", async () => {
      const cancel = new AbortController();
      const onPiece = (tokens: number) => tokens === 3 && cancel.abort();
      const { tokens } = await ask(await prepared(user(under.question)), {
        limit: 64,
        signal: cancel.signal,
        onPiece,
      });
      expect(tokens).toBeLessThanOrEqual(4);
    });

    it("ends at once when it was cancelled before", async () => {
      const prompt = await prepared(user(under.question));
      expect((await ask(prompt, { signal: AbortSignal.abort() })).tokens).toBe(0);
    });

    it("gives its slot back however an answer ends", async () => {
      const prompt = await prepared(user(under.question));
      for (let i = 0; i < 5; i++) {
        const options = { sampling: {}, cacheSalt: newSalt(), limit: () => 8, computed, signal: never() };
        for await (const _ of under.engine.generate(prompt, options)) break;
      }
      const failing = { sampling: {}, cacheSalt: newSalt(), computed, signal: never() };
      const limit = () => {
        throw new RangeError("no budget");
      };
      for (let i = 0; i < 3; i++)
        await expect(collect(under.engine, prompt, { ...failing, limit })).rejects.toThrow("no budget");
      expect((await ask(prompt)).tokens).toBe(8);
    });

    it("answers more at once than it has slots", async () => {
      const prompt = await prepared(user(under.question));
      const answers = await Promise.all(Array.from({ length: 6 }, () => ask(prompt)));
      expect(answers.map(({ tokens }) => tokens)).toEqual([8, 8, 8, 8, 8, 8]);
    });

    it("lets who waits for a slot be cancelled, and serves the next", async () => {
      const prompt = await prepared(user(under.question));
      const held = [0, 1].map(() => {
        const options = { sampling: {}, cacheSalt: newSalt(), limit: () => 8, computed, signal: never() };
        return under.engine.generate(prompt, options)[Symbol.asyncIterator]();
      });
      for (const answer of held) await answer.next();
      const cancel = new AbortController();
      const cancelled = ask(prompt, { signal: cancel.signal });
      const next = ask(prompt);
      cancel.abort();
      expect((await cancelled).tokens).toBe(0);
      for (const answer of held) await answer.return?.();
      expect((await next).tokens).toBe(8);
    });

    it("rejects what is asked after its close", async () => {
      const other = await open();
      const prompt = (await other.engine.prepare(other.model, user("x"))) as Prompt;
      await other.engine.close();
      await expect(other.engine.prepare(other.model, user("x"))).rejects.toBeInstanceOf(EngineError);
      const options = { sampling: {}, cacheSalt: SALT, limit: () => 1, computed, signal: never() };
      await expect(collect(other.engine, prompt, options)).rejects.toBeInstanceOf(EngineError);
    });
  });
}

async function collect(
  engine: Engine,
  prompt: Prompt,
  options: Parameters<Engine["generate"]>[1],
): Promise<number> {
  let pieces = 0;
  for await (const _ of engine.generate(prompt, options)) pieces += 1;
  return pieces;
}
