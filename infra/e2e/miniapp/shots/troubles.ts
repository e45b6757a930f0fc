import { frozen } from "../../freeze.ts";
import type { Language } from "../driver/phone.ts";
import { enterChat, send } from "../steps.ts";
import { QUESTION } from "../stories/first-start.ts";
import { Visit } from "../visit.ts";
import { forgedReceipt, otherSoftware, truncated } from "../wire/tamper.ts";
import type { Tampering } from "../wire/wire.ts";
import type { World } from "../world.ts";

type Draw = (visit: Visit, screen: { readonly name: string; readonly whole?: boolean }) => Promise<void>;
type Trouble = (world: World, language: Language, draw: Draw) => Promise<void>;

/** Screens that are there only while something is not as it should be. */
export const TROUBLES: readonly Trouble[] = [
  refused("chat-refused", [otherSoftware]),
  refused("chat-incomplete", [truncated]),
  refused("chat-receipt", forgedReceipt),
  (world, language, draw) =>
    visiting(world, language, async (visit) => {
      await send(visit, QUESTION);
      await visit.answers.first().waitFor();
      await frozen(world.network.workers, async () => {
        await send(visit, QUESTION);
        await visit.text(/^(?:Waiting for a machine|Ждём свободный сервер)$/).waitFor();
        await draw(visit, { name: "chat-queue" });
      });
      await visit.answers.nth(1).waitFor();
    }),
  (world, language, draw) =>
    visiting(world, language, async (visit) => {
      await visit.composer.fill(QUESTION);
      await visit.context.setOffline(true);
      await visit.text(/(?:Your text is safe here|Текст сохранён здесь)\.$/).waitFor();
      await draw(visit, { name: "chat-offline" });
      await visit.context.setOffline(false);
    }),
];

function refused(name: string, tamperings: readonly Tampering[]): Trouble {
  return (world, language, draw) =>
    world.wire.tampered(tamperings, () =>
      visiting(world, language, async (visit) => {
        await send(visit, QUESTION);
        // Of the messages: what is simulated says so in an alert of its own.
        await visit.page.locator(".messages .notice").first().waitFor();
        await draw(visit, { name });
      }),
    );
}

async function visiting(
  world: World,
  language: Language,
  use: (visit: Visit) => Promise<void>,
): Promise<void> {
  const visit = await Visit.begin(world, { phone: { language } });
  try {
    await enterChat(visit);
    await use(visit);
  } finally {
    await visit.close();
  }
}
