import { friendlyAddress } from "@cocoon/protocol/money";
import { address } from "../../app/format.ts";

const TESTNET = "-3";

/** The ends of a wallet's address, as wallets write it. @param network TON's id as text; null where it is not known */
export const walletAddress = (raw: string, network: string | null): string =>
  address(friendlyAddress(raw, { bounceable: false, testOnly: network === TESTNET }));
