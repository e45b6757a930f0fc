import { resolve } from "node:path";
import { type Address, internal } from "@ton/core";
import { parseRegistryState, type RegistryState } from "../wrappers/registry.ts";
import { DeployChain, deployerOf } from "./chain.ts";
import { isConfirmed } from "./confirm.ts";
import { DeployError } from "./error.ts";
import { readNamed } from "./read-named.ts";
import { readRegistryArguments, REGISTRY_USAGE } from "./registry-arguments.ts";
import { messageOf } from "./registry-message.ts";
import { messageJson, messageLines, stateJson, stateLines } from "./registry-show.ts";
import { EXIT, type Invocation } from "./run-deploy.ts";
import { deployKeyOf, globalIdOf, serverOf } from "./settings.ts";

/** One run of `registry`. @throws UsageError, DeployError */
export async function runRegistry({ args, env, cwd, out, console }: Invocation): Promise<number> {
  const wanted = readRegistryArguments(args);
  if (wanted === null) {
    out.write(REGISTRY_USAGE);
    return EXIT.done;
  }
  const { order, network, address, json } = wanted;
  const chain = new DeployChain(serverOf(network, env));
  const globalId = globalIdOf(network, env);
  const state = await stateOf(chain, address, globalId);
  if (order.command === "show") {
    out.write(json ? `${JSON.stringify(stateJson(state))}\n` : stateLines(state).join("\n"));
    return EXIT.done;
  }
  const message = messageOf(order, address, (path) => readNamed("--change", resolve(cwd, path)));
  console.output.write(messageLines(message).join("\n"));
  if (wanted.messageOnly) {
    out.write(`${JSON.stringify(messageJson(message))}\n`);
    return EXIT.done;
  }
  const proposed = { network, hash: message.body.hash().toString("hex"), isNothing: message.isDone(state) };
  if (proposed.isNothing) throw new DeployError(`That is so already: ${message.says}.`);
  const deployer = deployerOf(deployKeyOf(env), globalId);
  demandOffice(message.senders(state), deployer.wallet.address);
  if (!(await isConfirmed(proposed, wanted, console))) return EXIT.notConfirmed;
  const { to, valueNanoton: value, body } = message;
  await chain.send(deployer, [internal({ to, value, bounce: true, body })]);
  const isDone = async () => message.isDone(await stateOf(chain, address, globalId));
  await chain.until(isDone, "the registry has not done it; see who may ask it, and when, by show");
  out.write(json ? `${JSON.stringify(messageJson(message))}\n` : `Done: ${message.says}.\n`);
  return EXIT.done;
}

/** The registry would send it back, which only its explorer tells. @throws DeployError */
function demandOffice(senders: readonly string[], wallet: Address): void {
  const own = wallet.toRawString();
  if (senders.includes(own)) return;
  throw new DeployError(
    `The registry takes this from ${senders.join(" or ")} only, and the key's wallet is ${own}.`,
  );
}

/** @throws DeployError where there is no registry of this network */
async function stateOf(chain: DeployChain, address: Address, globalId: number): Promise<RegistryState> {
  const data = await chain.dataOf(address);
  if (data === null) throw new DeployError(`There is no registry at ${address.toRawString()}.`);
  const state = readState(data, address);
  if (state.network === globalId) return state;
  throw new DeployError(
    `The registry ${address.toRawString()} is of the network ${state.network}, not ${globalId}.`,
  );
}

function readState(data: Uint8Array, address: Address): RegistryState {
  try {
    return parseRegistryState(data);
  } catch {
    throw new DeployError(`What stands at ${address.toRawString()} is no registry; see verify.`);
  }
}
