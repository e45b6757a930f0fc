import type { VerifiedNode } from "@cocoon/protocol/attestation";
import { printableLine } from "../text.ts";
import type { Findings } from "./json.ts";
import type { Judged } from "./judge.ts";
import type { Paint } from "./lines.ts";
import { type Machine, machineOf } from "../../verification/machine.ts";
import { nodeOf } from "./machine.ts";

/** What a person wants to know of a machine once its report is known to be true. Empty where it is not. */
export function summaryLines(judged: Judged, { listed }: Findings, paint: Paint): string[] {
  const machine = machineOf(judged.evidence);
  if (!machine) return [];
  const node = nodeOf(judged);
  return [...machineLines(machine, paint), ...(node ? nodeLines(node, listed !== null, paint) : [])].map(
    ([name, text]) => `  ${name.padEnd(9)} ${text}`,
  );
}

type Line = readonly [name: string, text: string];

const SIMULATED = "SIMULATED: no hardware stands behind this evidence, it protects nothing";

function machineLines(machine: Machine, paint: Paint): Line[] {
  const { product, simulated, signingKey, chipId, vmpl, tcb, firmware, measurement, guestSmt } = machine;
  const root = simulated ? paint("yellow", SIMULATED) : "AMD SEV-SNP, under AMD's own root";
  const fmc = product === "Turin" ? `FMC ${tcb.fmc}, ` : "";
  const levels = `${fmc}bootloader ${tcb.bootloader}, TEE ${tcb.tee}, SNP ${tcb.snp}, microcode ${tcb.microcode}`;
  return [
    ["machine", `AMD EPYC ${product} · ${root}`],
    ["chip", chipId === null ? `not named (${signingKey})` : `${chipId} (${signingKey})`],
    ["firmware", `${firmware} · TCB ${levels}`],
    ["guest", `VMPL ${vmpl} · ${guestSmt ? "may share cores between threads" : "shares no core"}`],
    ["digest", measurement],
  ];
}

function nodeLines(node: VerifiedNode, fromProxy: boolean, paint: Paint): Line[] {
  return [
    ["image", imageText(node, paint)],
    ["models", modelsText(node, paint)],
    ["GPU", gpuText(node, paint)],
    ["key", `${node.keyIdHex} · until ${new Date(node.expiresMs).toISOString()}`],
    ["age", ageText(node, fromProxy)],
  ];
}

/** Without a sandbox, code of the host's that no digest covers runs in the guest's kernel: said wherever the image is. */
function imageText({ image, imageId }: VerifiedNode, paint: Paint): string {
  if (!image)
    return `approved by the policy's own list · calls itself ${printableLine(imageId)} · ACPI SANDBOX UNKNOWN`;
  const acpi = image.amlSandbox ? "" : ` · ${paint("yellow", "ACPI NOT SANDBOXED (aml_sandbox: false)")}`;
  return `version ${printableLine(image.version)} of the reference values${acpi}`;
}

function modelsText({ models, unlistedModels }: VerifiedNode, paint: Paint): string {
  const isUnlisted = (manifest: string) => unlistedModels.some((model) => model.manifest === manifest);
  return models
    .map(({ id, manifest }) =>
      isUnlisted(manifest) ? `${id} ${paint("yellow", "(NOT LISTED, not used)")}` : id,
    )
    .join(", ");
}

/** Without a confidential GPU, the model runs where the machine's owner can read along. */
function gpuText({ gpus }: VerifiedNode, paint: Paint): string {
  if (gpus.length === 0)
    return paint("yellow", "NO CONFIDENTIAL GPU: the machine's owner may read what a GPU holds");
  return gpus
    .map(({ architecture, driver, vbios, rootClass }) => {
      const root = rootClass === "simulated" ? paint("yellow", "SIMULATED") : "confidential";
      return `${architecture} · ${root} · driver ${printableLine(driver)} · VBIOS ${printableLine(vbios)}`;
    })
    .join("; ");
}

function ageText({ ageProved }: VerifiedNode, fromProxy: boolean): string {
  if (ageProved) return "proved: it was made for this check";
  return fromProxy
    ? "not proved: it names a block of a chain that is not looked up here"
    : "not proved: a file can be kept; a proxy's URL is asked for new evidence";
}
