import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Engine } from "../engine/port.ts";
import type { Platform } from "../platform/port.ts";
import type { Vault } from "../storage/port.ts";

/** What every screen works with. */
export interface Services {
  readonly platform: Platform;
  readonly engine: Engine;
  /** Opens at the first need, without storage for this run only. Rejects where its program could not be fetched. */
  readonly vault: () => Promise<Vault>;
  /** A development build, whose machines, chain and wallets are simulated. */
  readonly simulated: boolean;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error("a screen is drawn outside the app");
  return services;
}
