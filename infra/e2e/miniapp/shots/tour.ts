import type { Stop } from "./stop.ts";
import type { Visit } from "../visit.ts";
import { chatStops } from "./tour-chat.ts";
import { earnStops } from "./tour-earn.ts";
import { settingsStops } from "./tour-settings.ts";
import { walletStops } from "./tour-wallet.ts";

const next = (visit: Visit): Promise<void> => visit.pressMain(/^(?:Continue|Продолжить)$/);

const onboardingStops: readonly Stop[] = [
  { name: "onboarding-1", go: (visit) => visit.heading(/Ask what|Спросите о том/).waitFor() },
  {
    name: "onboarding-2",
    go: async (visit) => {
      await next(visit);
      await visit.heading(/Your phone checks|Телефон проверяет/).waitFor();
    },
  },
  {
    name: "onboarding-3",
    go: async (visit) => {
      await next(visit);
      await visit.heading(/This app is private|Здесь приватно/).waitFor();
    },
  },
];

/** Every screen that can be reached while all is well, in one go from the first start on. */
export const TOUR: readonly Stop[] = [
  ...onboardingStops,
  ...chatStops,
  ...walletStops,
  ...earnStops,
  ...settingsStops,
];
