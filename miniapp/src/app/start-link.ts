import { follow, parseDeepLink } from "./deep-link.ts";
import type { Services } from "./services.ts";

/** Goes where the link leads that opened the app. */
export function followStart({ platform, vault }: Services): void {
  follow(parseDeepLink(platform.startParam), (id) => {
    void vault().then((opened) => opened.setSetting("model", id));
  });
}
