import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SigningKey } from "@cocoon/protocol/attestation";
import { AttestationError } from "../attestation-error.ts";
import type { CertificateTable } from "../tsm/certificate-table.ts";
import { codeOf } from "../tsm/files.ts";

/** The most that a verifier takes (SPEC 3.2). */
export const LIMIT_BYTES = { vek: 4_096, ask: 4_096, ark: 4_096, crl: 65_536 } as const;
type Name = keyof typeof LIMIT_BYTES;

/** Certificates from elsewhere than AMD: hostile until verified. */
export type Offered = Partial<Readonly<Record<Name, Uint8Array>>>;

/** What the host passes with a report; what is too large for any verifier counts as absent. */
export function offeredByHost(table: CertificateTable, signingKey: SigningKey): Offered {
  const { vcek, vlek, ...others } = table;
  const vek = signingKey === "VCEK" ? vcek : vlek;
  return onlyFitting(vek ? { ...others, vek } : others);
}

const onlyFitting = (offered: Offered): Offered =>
  Object.fromEntries(
    Object.entries(offered).filter(([name, { length }]) => length > 0 && length <= LIMIT_BYTES[name as Name]),
  );

/** `vek.der`, `ask.der`, `ark.der` and `crl.der`, as far as the folder has them. @throws AttestationError */
export async function offeredByFolder(folder: string | null): Promise<Offered> {
  if (folder === null) return {};
  const names = Object.keys(LIMIT_BYTES) as Name[];
  const files = await Promise.all(names.map((name) => fileOf(folder, name)));
  return Object.fromEntries(names.flatMap((name, index) => (files[index] ? [[name, files[index]]] : [])));
}

async function fileOf(folder: string, name: Name): Promise<Uint8Array | null> {
  const bytes = await contentOf(folder, name);
  if (bytes && bytes.length > LIMIT_BYTES[name])
    throw new AttestationError(
      `${name}.der in COCOON_CERTIFICATES is larger than ${LIMIT_BYTES[name]} bytes.`,
    );
  return bytes;
}

async function contentOf(folder: string, name: Name): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(join(folder, `${name}.der`)));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw new AttestationError(`${name}.der in COCOON_CERTIFICATES can't be read.`);
  }
}
