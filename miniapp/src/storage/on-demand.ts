import type { Platform } from "../platform/port.ts";
import type { Vault } from "./port.ts";

/** The vault of this device, whose program is fetched and which is opened at the first need. */
export function vaultOnDemand({
  secureStore,
  initData,
}: Pick<Platform, "secureStore" | "initData">): () => Promise<Vault> {
  let opened: Promise<Vault> | null = null;
  const open = async (): Promise<Vault> => {
    try {
      const { openVault } = await import("./open.ts");
      return await openVault(secureStore, initData);
    } catch (error) {
      // Without a connection its program does not come: the next need tries again.
      opened = null;
      throw error;
    }
  };
  return () => (opened ??= open());
}
