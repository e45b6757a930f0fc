import { type Address, type Cell, external, loadMessage, type Message } from "@ton/core";
import { EndlessError } from "../chain/run.ts";
import { NotAcceptedError } from "../chain/emulator.ts";
import type { Context, Method } from "./context.ts";
import { storageFeeOf } from "./format.ts";
import { type Params, parseCell } from "./params.ts";
import { malformed, Refusal } from "./refusal.ts";

type ExternalMessage = Message & { readonly info: { readonly type: "external-in"; readonly dest: Address } };

const sendBoc: Method = async (context, params) => {
  await send(context, parseMessage(parseCell(params.get("boc"), "boc")));
  return { "@type": "ok" };
};

const sendBocReturnHash: Method = async (context, params) => {
  const cell = parseCell(params.get("boc"), "boc");
  await send(context, parseMessage(cell));
  return { "@type": "raw.extMessageInfo", hash: cell.hash().toString("base64") };
};

function parseMessage(cell: Cell): ExternalMessage {
  try {
    const message = loadMessage(cell.beginParse());
    if (message.info.type === "external-in") return message as ExternalMessage;
  } catch {
    // Said below.
  }
  throw malformed("boc is not a message from outside the chain.");
}

/** What chaos delays or drops is only tried, as the network's own servers do before they pass a message on. */
async function send({ chain, chaos }: Context, message: ExternalMessage): Promise<void> {
  const fate = chaos.fateOfMessage();
  try {
    await (fate === "now" ? chain.send(message) : chain.tryMessage(message.info.dest, message, false));
  } catch (error) {
    throw refusalOf(error);
  }
  if (fate === "later") chaos.afterwards(() => chain.send(message));
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof NotAcceptedError || error instanceof EndlessError)) return error;
  return new Refusal(
    500,
    `LITE_SERVER_UNKNOWN: cannot apply external message to current state : ${error.message}`,
  );
}

const estimateFee: Method = async ({ chain }, params) => {
  const dest = params.address("address");
  const body = parseCell(params.get("body"), "body");
  const message = external({ to: dest, body, ...initOf(params) });
  try {
    const ignoreSignature = !params.has("ignore_chksig") || params.boolean("ignore_chksig");
    const { transaction } = await chain.tryMessage(dest, message, ignoreSignature);
    return { "@type": "query.fees", source_fees: sourceFees(transaction), destination_fees: [] };
  } catch (error) {
    throw refusalOf(error);
  }
};

function initOf(params: Params) {
  const [code, data] = [params.cell("init_code"), params.cell("init_data")];
  return code || data ? { init: { code, data } } : {};
}

function sourceFees(transaction: Awaited<ReturnType<Context["chain"]["tryMessage"]>>["transaction"]) {
  const { description, totalFees } = transaction;
  const compute = description.type === "generic" ? description.computePhase : null;
  const action = description.type === "generic" ? description.actionPhase : null;
  const gas = compute?.type === "vm" ? compute.gasFees : 0n;
  const storage = storageFeeOf(transaction);
  const inForward = totalFees.coins - gas - storage - (action?.totalActionFees ?? 0n);
  return {
    "@type": "fees",
    in_fwd_fee: Number(inForward),
    storage_fee: Number(storage),
    gas_fee: Number(gas),
    fwd_fee: Number(action?.totalFwdFees ?? 0n),
  };
}

export const SEND_METHODS = { sendBoc, sendBocReturnHash, estimateFee } satisfies Record<string, Method>;
