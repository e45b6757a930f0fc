import { Address } from "@ton/core";
import { readVerifyArguments, VERIFY_USAGE } from "./arguments.ts";
import { DeployChain } from "./chain.ts";
import { UsageError } from "./error.ts";
import { EXIT, type Invocation } from "./run-deploy.ts";
import { serverOf } from "./settings.ts";
import { type Verdict, verifyAddress } from "./verify.ts";

/** One run of `verify`. @throws UsageError, DeployError */
export async function runVerify({ args, env, out }: Invocation): Promise<number> {
  const wanted = readVerifyArguments(args);
  if (wanted === null) {
    out.write(VERIFY_USAGE);
    return EXIT.done;
  }
  const verdict = await verifyAddress(
    addressOf(wanted.address),
    new DeployChain(serverOf(wanted.network, env)),
  );
  out.write(`${wanted.json ? JSON.stringify(verdict) : sentenceOf(verdict)}\n`);
  return verdict.isOurs ? EXIT.done : EXIT.failed;
}

function addressOf(text: string): Address {
  if (Address.isFriendly(text) || Address.isRaw(text)) return Address.parse(text);
  throw new UsageError("--address is not a TON address.");
}

function sentenceOf({ address, codeHash, contract, foreignChildren }: Verdict): string {
  if (codeHash === null) return `NOTHING: there is no contract at ${address}.`;
  if (contract === null)
    return `NOT OURS: ${address} holds code ${codeHash}, which this source does not compile to.`;
  if (foreignChildren.length > 0)
    return `NOT OURS: the treasury ${address} is ours, but makes its ${foreignChildren.join(" and ")} of other code.`;
  return `OURS: ${address} is a ${contract} of this source, code ${codeHash}.`;
}
