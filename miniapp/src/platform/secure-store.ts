import type { SecureStore } from "./port.ts";

/** A keychain that has not answered by then does not: some apps that say they have it never do. */
const PATIENCE_MS = 4000;

/** What came back for a request; `failure` is null where it was done. */
export interface KeychainAnswer {
  readonly requestId: string;
  readonly value: string | null;
  readonly failure: string | null;
}

/** The phone's keychain as messages: each is answered some time, by the id of its request. */
export interface Keychain {
  read(requestId: string, name: string): void;
  /** Null removes it. */
  save(requestId: string, name: string, value: string | null): void;
  /** @returns stops listening */
  onAnswer(listen: (answer: KeychainAnswer) => void): () => void;
}

/** The phone's keychain. Rejects where the phone refuses or does not answer. */
export function secureStoreOver(keychain: Keychain): SecureStore {
  const ask = (send: (requestId: string) => void): Promise<string | null> => answerTo(keychain, send);
  return {
    get: (name) => ask((requestId) => keychain.read(requestId, name)),
    set: async (name, value) => void (await ask((requestId) => keychain.save(requestId, name, value))),
    remove: async (name) => void (await ask((requestId) => keychain.save(requestId, name, null))),
  };
}

function answerTo(keychain: Keychain, send: (requestId: string) => void): Promise<string | null> {
  const requestId = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(late);
      stop();
      settle();
    };
    const late = setTimeout(
      () => end(() => reject(new Error("the phone's keychain does not answer"))),
      PATIENCE_MS,
    );
    const stop = keychain.onAnswer((answer) => {
      if (answer.requestId !== requestId) return;
      const { failure, value } = answer;
      end(() => (failure === null ? resolve(value) : reject(new Error(`the phone's keychain: ${failure}`))));
    });
    send(requestId);
  });
}
