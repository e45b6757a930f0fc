import { MalformedError } from "@cocoon/protocol/bytes";
import {
  isManifestSignedBy,
  isWitnessSignedBy,
  readReferenceManifest,
  readWitness,
  REFERENCE_MANIFEST_LIMIT_BYTES,
  type ReferenceManifest,
  referenceManifestHash,
  WITNESS_LIMIT_BYTES,
  type WitnessStatement,
} from "@cocoon/protocol/reference-values";
import type { Command } from "./arguments.ts";
import { readWhole } from "./files.ts";
import { RefusedError, UsageError } from "./usage-error.ts";

type Signature = "not checked" | "good";

/** What a signed file says. @throws RefusedError when the key that was named did not sign it, UsageError */
export function show({ file, manifestKey, witnessKey, json }: Extract<Command, { command: "show" }>): string {
  const bytes = readWhole("a signed manifest or witness statement", file, REFERENCE_MANIFEST_LIMIT_BYTES);
  const witness = bytes.length <= WITNESS_LIMIT_BYTES ? orNull(() => readWitness(bytes)) : null;
  if (witness) {
    const signature = signatureOf(file, witnessKey, (key) => isWitnessSignedBy(bytes, key));
    return json ? asJson({ kind: "witness", signature, ...witness }) : witnessText(witness, signature);
  }
  const manifest = orNull(() => readReferenceManifest(bytes));
  if (!manifest) throw new UsageError(`${file} is neither a signed manifest nor a signed witness statement.`);
  const signature = signatureOf(file, manifestKey, (key) => isManifestSignedBy(bytes, key));
  const manifestHash = referenceManifestHash(bytes);
  if (json) return asJson({ kind: "manifest", signature, manifestHash, ...manifest });
  return manifestText(manifest, manifestHash, signature);
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

function signatureOf(file: string, key: string | null, isSignedBy: (key: string) => boolean): Signature {
  if (key === null) return "not checked";
  if (isSignedBy(key)) return "good";
  throw new RefusedError(`${file} is not signed by that key.`);
}

const asJson = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
const time = (ms: number): string => new Date(ms).toISOString();

const witnessText = ({ manifestHash, version, timeMs }: WitnessStatement, signature: Signature): string =>
  `witness    version ${version} was the newest at ${time(timeMs)}\nhash       ${manifestHash}\nsignature  ${signature}\n`;

/** Text of the file's own is quoted: it may hold anything. */
function manifestText(manifest: ReferenceManifest, hash: string, signature: Signature): string {
  const { class: kind, version, issuer, issuedMs, expiresMs, images, gpus, models } = manifest;
  const lines = [
    `manifest   version ${version} · ${kind === "simulated" ? "SIMULATED" : kind} · by ${JSON.stringify(issuer)}`,
    `hash       ${hash}`,
    `valid      ${time(issuedMs)} to ${time(expiresMs)}`,
    `signature  ${signature}`,
    ...images.flatMap(({ imageVersion, amlSandbox, measurements }) => [
      `image      ${imageVersion} · ${amlSandbox ? "AML sandbox" : "ACPI NOT SANDBOXED"}`,
      ...measurements.map(({ vcpus, cpu, digest }) => `           ${digest}  ${vcpus} × ${cpu}`),
    ]),
    ...gpus.map(
      ({ architecture, driver, vbios, measurements }) =>
        `gpu        ${architecture} · driver ${JSON.stringify(driver)} · VBIOS ${JSON.stringify(vbios)} · ${measurements.length} blocks`,
    ),
    ...models.map(({ id, manifest: model }) => `model      ${model}  ${id}`),
  ];
  return `${lines.join("\n")}\n`;
}
