import { beginCell, Cell, Dictionary } from "@ton/core";
import { defaultConfig } from "@ton/sandbox";

/** Of no other chain: a voucher or a wallet of the dev chain is valid nowhere else. "coco" in ASCII. */
export const DEV_GLOBAL_ID = 0x63_6f_63_6f;

const GLOBAL_ID = 19;
/** Lists of validators and elections: nine tenths of the bytes, which every call into the emulator would parse. */
const UNREAD = [32, 34, 36, -999];

const keys = Dictionary.Keys.Int(32);
const values = Dictionary.Values.Cell();

/** The chain's parameters: those of the network as the sandbox ships them, with the fees in force, under a global id of its own. */
export function chainConfig(globalId: number, fees: ReadonlyMap<number, Cell>): Cell {
  const config = readConfig(Cell.fromBase64(defaultConfig));
  for (const parameter of UNREAD) config.delete(parameter);
  for (const [parameter, value] of fees) config.set(parameter, value);
  config.set(GLOBAL_ID, beginCell().storeInt(globalId, 32).endCell());
  return beginCell().storeDictDirect(config).endCell();
}

/** One parameter; null where the chain has none of that number. */
export const configParameter = (config: Cell, parameter: number): Cell | null =>
  readConfig(config).get(parameter) ?? null;

const readConfig = (config: Cell) => config.beginParse().loadDictDirect(keys, values);
