import { type Answer, type AskEvent, type AskRequest, ClientError, type CocoonClient } from "@cocoon/client";

/** A question that is being answered: what happened so far, and its end. */
export interface Asking {
  readonly events: AskEvent[];
  readonly answer: Promise<Answer>;
  /** The first event of that type, when it comes; rejects when the ask ends without one. */
  first<T extends AskEvent["type"]>(type: T): Promise<Extract<AskEvent, { type: T }>>;
}

export function ask({ client }: { readonly client: CocoonClient }, request: AskRequest): Asking {
  const events: AskEvent[] = [];
  const listeners = new Set<(event: AskEvent) => void>();
  const answer = client.answer(request, (event) => {
    events.push(event);
    for (const listener of listeners) listener(event);
  });
  const first: Asking["first"] = (type) =>
    new Promise((resolve, reject) => {
      const take = (event: AskEvent) => {
        if (event.type === type) resolve(event as Extract<AskEvent, { type: typeof type }>);
      };
      listeners.add(take);
      events.forEach(take);
      answer.then(() => reject(new Error(`it was answered without ${type}`)), reject);
    });
  // Handled here too: a test may look at the events first.
  answer.catch(() => undefined);
  return { events, answer, first };
}

/** The error that an ask must end in. */
export async function failureOf(asking: Promise<unknown>): Promise<ClientError> {
  const outcome = await asking.catch((error: unknown) => error);
  if (outcome instanceof ClientError) return outcome;
  throw outcome instanceof Error ? outcome : new Error("the ask did not fail");
}
