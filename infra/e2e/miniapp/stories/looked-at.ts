import { Visit } from "../visit.ts";
import { TOUR } from "../shots/tour.ts";
import type { Phone } from "../driver/phone.ts";
import type { World } from "../world.ts";
import type { Story } from "./story.ts";

const PHONES: readonly Partial<Phone>[] = [
  { language: "en", scheme: "light" },
  { language: "ru", scheme: "dark", width: 360, height: 780 },
];

/** Every screen in both languages, on two phones and two of Telegram's themes: axe finds nothing on any. */
export const lookedAt: Story = {
  name: "every screen can be used by everybody",
  async run(world) {
    for (const phone of PHONES) await tour(world, phone);
  },
};

async function tour(world: World, phone: Partial<Phone>): Promise<void> {
  await Visit.told(world, { phone }, async (visit) => {
    for (const { name, go } of TOUR) {
      await go(visit);
      await visit.judge(`${name} in ${visit.phone.language}`);
    }
  });
}
