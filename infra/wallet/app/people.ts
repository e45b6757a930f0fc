import { createHash } from "node:crypto";
import type { ScriptedWallet } from "@cocoon/contracts/devchain";

/** What the faucet gives somebody new, in nanoton: enough for many top-ups. */
const MINTED_NANOTON = 100_000_000_000n;

export interface PeopleOptions {
  /** The SIMULATED chain's API. */
  readonly chainApi: string;
  /** A file with the seed of all their keys, made when it is not there. */
  readonly keyFile: string;
}

/** Opens a SIMULATED person's wallet; the first time it has coins from the faucet. */
export type OpenWallet = (person: number) => Promise<ScriptedWallet>;

/** Everybody who ever used the SIMULATED wallet of this network, each by a number: the same one has the same wallet. */
export function peopleOf({ chainApi, keyFile }: PeopleOptions): OpenWallet {
  const opened = new Map<number, Promise<ScriptedWallet>>();
  const open = async (person: number): Promise<ScriptedWallet> => {
    // TON's library is loaded only where somebody pays.
    const [devchain, { keyPairFromSeed }] = await Promise.all([
      import("@cocoon/contracts/devchain"),
      import("@ton/crypto"),
    ]);
    const { secretKey } = devchain.ensureKey(keyFile);
    const seed = createHash("sha256").update(secretKey).update(String(person)).digest();
    const endpoint = `${chainApi}/jsonRPC`;
    const network = { endpoint, globalId: devchain.DEV_GLOBAL_ID };
    const wallet = new devchain.ScriptedWallet(keyPairFromSeed(seed), network);
    if ((await wallet.balance()) < MINTED_NANOTON / 2n)
      await new devchain.DevChainClient(endpoint).mint(wallet.address, MINTED_NANOTON);
    return wallet;
  };
  return (person) => {
    const known = opened.get(person) ?? open(person);
    opened.set(person, known);
    // What failed may work another time.
    known.catch(() => opened.delete(person));
    return known;
  };
}
