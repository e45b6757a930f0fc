import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LANGUAGES, type Language, SCHEMES, type Scheme, type Size, SIZES } from "../driver/phone.ts";
import { Visit } from "../visit.ts";
import type { World } from "../world.ts";
import type { Stop } from "./stop.ts";
import { TOUR } from "./tour.ts";
import { TROUBLES } from "./troubles.ts";

/** Every screen, in each size, theme and language, into a folder: `chat-empty.390x844.dark.en.png`. */
export async function drawAll(world: World, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const language of LANGUAGES) {
    world.stage.progress(`pictures in ${language}`);
    await drawTour(world, folder, language);
    for (const trouble of TROUBLES)
      await trouble(world, language, (visit, stop) => draw(visit, stop, folder));
  }
}

async function drawTour(world: World, folder: string, language: Language): Promise<void> {
  const visit = await Visit.begin(world, { phone: { language } });
  try {
    for (const stop of TOUR) {
      await stop.go(visit);
      await draw(visit, stop, folder);
    }
  } finally {
    await visit.close();
  }
}

async function draw(visit: Visit, { name, whole = false }: Omit<Stop, "go">, folder: string): Promise<void> {
  for (const size of SIZES)
    for (const scheme of SCHEMES) {
      await show(visit, size, scheme);
      const file = `${name}.${size.width}x${size.height}.${scheme}.${visit.phone.language}.png`;
      await visit.page.screenshot({ path: join(folder, file), fullPage: whole, animations: "disabled" });
    }
  await show(visit, visit.phone, visit.phone.scheme);
}

/** On another device with another theme, which the person has just turned on. */
async function show({ page, telegram }: Visit, { width, height }: Size, scheme: Scheme): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme });
  await telegram?.setScheme(scheme);
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
}
