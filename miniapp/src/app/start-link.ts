import type { Services } from "./services.ts";

/** Goes where the link leads that opened the app. Most starts have none, so what reads it is fetched for it. */
export async function followStart({ platform, vault }: Services): Promise<void> {
  if (platform.startParam === null) return;
  const { follow, parseDeepLink } = await import("./deep-link.ts");
  follow(parseDeepLink(platform.startParam), (id) => {
    void vault().then((opened) => opened.setSetting("model", id));
  });
}
