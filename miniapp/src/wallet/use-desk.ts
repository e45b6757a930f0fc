import { useEffect, useState } from "preact/hooks";
import { fetchModule } from "../app/fetch-module.ts";
import { type Services, useServices } from "../app/services.ts";
import { WalletDesk } from "./desk.ts";
import { OwnStorage } from "./own-storage.ts";

const desks = new WeakMap<Services, Promise<WalletDesk>>();

/** The one desk of the app. TON Connect's code is fetched when a wallet is first needed. */
export function deskOf(services: Services): Promise<WalletDesk> {
  let desk = desks.get(services);
  if (!desk) {
    desk = open(services);
    desks.set(services, desk);
    // Without a connection what keeps it may not have come: the next need tries again.
    desk.catch(() => desks.delete(services));
  }
  return desk;
}

async function open(services: Services): Promise<WalletDesk> {
  const vault = await services.vault();
  const desk = new WalletDesk(services, vault, async () => {
    const { TonConnectConnector } = await fetchModule(() => import("./connector.ts"));
    const { origin } = location;
    return new TonConnectConnector({ origin, storage: new OwnStorage(vault, origin) });
  });
  // Whatever an earlier run left goes on as soon as anything of the wallet is shown.
  desk.resume().catch(() => undefined);
  return desk;
}

/** Null until the vault is open. @throws what it could not be opened for, in place of drawing */
export function useDesk(): WalletDesk | null {
  const services = useServices();
  const [desk, setDesk] = useState<WalletDesk | null>(null);
  const [failure, setFailure] = useState<{ readonly error: unknown } | null>(null);
  useEffect(() => {
    deskOf(services).then(setDesk, (error: unknown) => setFailure({ error }));
  }, [services]);
  if (failure) throw failure.error;
  return desk;
}
