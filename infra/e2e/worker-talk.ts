import { parseProxyMessage, type ProxyMessage } from "@cocoon/protocol/api";
import { type RawData, WebSocket } from "ws";

/** What the proxy answered before the link ended. */
export interface Talk {
  readonly refusal: Extract<ProxyMessage, { type: "refused" }> | null;
  readonly closed: boolean;
}

const CLOSE_WITHIN_MS = 15_000;

/** Opens a worker's link, answers the challenge with `messages`, whatever they are, and listens until the proxy closes it. */
export function talkAsWorker(url: string, messages: readonly (string | Uint8Array)[]): Promise<Talk> {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  let refusal: Talk["refusal"] = null;
  let challenged = false;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.terminate();
      reject(new Error("the proxy did not close the link"));
    }, CLOSE_WITHIN_MS);
    // A link that is cut in mid-message ends in an error here; that it ends is what counts.
    socket.on("error", () => undefined);
    socket.on("message", (raw: RawData) => {
      const message = parseProxyMessage((raw as Buffer).toString());
      if (message.type === "refused") refusal = message;
      if (message.type !== "challenge" || challenged) return;
      challenged = true;
      for (const answer of messages) socket.send(answer);
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve({ refusal, closed: true });
    });
  });
}
