import { on, postEvent } from "@tma.js/sdk";
import type { SecureStore } from "./port.ts";

/** A keychain that has not answered by then does not: some apps that say they have it never do. */
const PATIENCE_MS = 4000;

/** The phone's keychain, by Telegram's messages. Rejects where the phone refuses or does not answer. */
export const secureStore: SecureStore = {
  get: (name) => ask((req_id) => postEvent("web_app_secure_storage_get_key", { req_id, key: name })),
  set: async (name, value) => {
    await ask((req_id) => postEvent("web_app_secure_storage_save_key", { req_id, key: name, value }));
  },
  remove: async (name) => {
    await ask((req_id) => postEvent("web_app_secure_storage_save_key", { req_id, key: name, value: null }));
  },
};

/** @returns the value that was read; null for what was saved, or not there */
function ask(send: (requestId: string) => void): Promise<string | null> {
  const requestId = crypto.randomUUID();
  const stops: (() => void)[] = [];
  const answer = new Promise<string | null>((resolve, reject) => {
    const mine =
      <T extends { readonly req_id: string }>(then: (event: T) => void) =>
      (event: T) => {
        if (event.req_id === requestId) then(event);
      };
    const late = setTimeout(() => reject(new Error("the phone's keychain does not answer")), PATIENCE_MS);
    stops.push(
      () => clearTimeout(late),
      on(
        "secure_storage_key_received",
        mine(({ value }) => resolve(value)),
      ),
      on(
        "secure_storage_key_saved",
        mine(() => resolve(null)),
      ),
      on(
        "secure_storage_failed",
        mine(({ error }) => reject(new Error(`the phone's keychain: ${error ?? "failed"}`))),
      ),
    );
    send(requestId);
  });
  return answer.finally(() => stops.forEach((stop) => stop()));
}
