// Stands in until the engine is there: nothing can be asked.
import { type Engine, EngineError } from "../engine/port.ts";

const absent = (): never => {
  throw new EngineError({
    code: "internal",
    action: "stop",
    detail: "there is no engine in this build",
    partialText: null,
    refusals: [],
  });
};
const never = async (): Promise<never> => absent();

export const absentEngine: Engine = {
  money: {
    account: never,
    quote: never,
    prices: never,
    deposit: never,
    guards: never,
    depositSent: never,
    depositStatus: never,
    statement: never,
    statementCsv: never,
    withdraw: never,
    withdrawal: never,
    dispute: never,
  },
  signInByTelegram: never,
  challenge: never,
  signInByWallet: never,
  linkWallet: never,
  signOut: async () => undefined,
  signedIn: async () => false,
  models: async () => [],
  machines: async () => [],
  ask: absent,
  verificationDocument: never,
  cancelLost: async () => [],
  request: never,
};
