import { equalBytes, fromUtf8 } from "../bytes/index.ts";
import { isP384 } from "./algorithms.ts";
import type { VerifiedChain } from "./chain.ts";
import type { Certificate } from "./certificate.ts";
import { broken, onlyElement, smallInteger, TAG } from "./der.ts";
import type { Product } from "./products.ts";
import { demand, readOr } from "./reasons.ts";
import { type AttestationReport, TCB_LEVELS } from "./report.ts";
import { decodeTcb, reservedTcbBytesAreZero, type Tcb, tcbEquals } from "./tcb.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** 1.3.6.1.4.1.3704.1, AMD's arc for what it certifies about a chip. */
const AMD = "2b060104019c7801";
export const VEK_OID = {
  structVersion: `${AMD}01`,
  productName: `${AMD}02`,
  hwid: `${AMD}04`,
  cspId: `${AMD}05`,
  /** A firmware component's patch level, by the number that AMD gives it. */
  spl: (component: number): string => `${AMD}03${component.toString(16).padStart(2, "0")}`,
} as const;

export const SPL = { bootloader: 1, tee: 2, snp: 3, microcode: 8, fmc: 9 } as const;

const CHIP_ID_BYTES = 64;
const TURIN_HWID_BYTES = 8;

/** How many bytes of CHIP_ID identify a chip of this line; the rest is zero. */
export const hwidBytes = (product: Product): number =>
  product === "Turin" ? TURIN_HWID_BYTES : CHIP_ID_BYTES;

/**
 * That the leaf is of the very chip and firmware level that the report states (SPEC 3.6).
 * @returns the cloud provider that a VLEK was given to, else null
 * @throws EvidenceError
 */
export function checkBinding(report: AttestationReport, { product, vek }: VerifiedChain): string | null {
  demand(isP384(vek.spki), "cert_profile");
  demand(productNameOf(vek) === product, "product_mismatch");
  demand(tcbEquals(certifiedTcb(product, vek), decodeTcb(product, report.tcb.reported)), "tcb_mismatch");
  const cspId = report.signingKey === "VCEK" ? checkChip(report, product, vek) : checkProvider(vek);
  for (const level of TCB_LEVELS)
    demand(reservedTcbBytesAreZero(product, report.tcb[level]), "reserved_nonzero");
  return cspId;
}

/** Some lines carry a stepping behind a hyphen, which is not always the part's own. */
const productNameOf = (vek: Certificate): string =>
  readExtension(vek, VEK_OID.productName, ia5Text).split("-")[0] as string;

function certifiedTcb(product: Product, vek: Certificate): Tcb {
  const level = (component: number): number => readExtension(vek, VEK_OID.spl(component), integerOf);
  return {
    fmc: product === "Turin" ? level(SPL.fmc) : 0,
    bootloader: level(SPL.bootloader),
    tee: level(SPL.tee),
    snp: level(SPL.snp),
    microcode: level(SPL.microcode),
  };
}

function checkChip({ chipId }: AttestationReport, product: Product, vek: Certificate): null {
  demand(!vek.extensions.has(VEK_OID.cspId), "vek_extension");
  const length = hwidBytes(product);
  const hwid = readExtension(vek, VEK_OID.hwid, (value) => unwrapped(value, length));
  const padded = new Uint8Array(CHIP_ID_BYTES);
  padded.set(hwid);
  demand(equalBytes(padded, chipId), "hwid_mismatch");
  return null;
}

function checkProvider(vek: Certificate): string {
  demand(!vek.extensions.has(VEK_OID.hwid), "vek_extension");
  return readExtension(vek, VEK_OID.cspId, ia5Text);
}

/** @throws EvidenceError vek_extension when it is missing or not of its form */
function readExtension<T>({ extensions }: Certificate, oid: string, read: (value: Bytes) => T): T {
  const value = extensions.get(oid)?.value;
  demand(value !== undefined, "vek_extension");
  return readOr("vek_extension", () => read(value));
}

const integerOf = (value: Bytes): number => smallInteger(onlyElement(value, TAG.integer));
const ia5Text = (value: Bytes): string => fromUtf8(onlyElement(value, TAG.ia5String));

/** The HWID stands bare in older certificates and in an OCTET STRING of its own in newer ones. */
function unwrapped(value: Bytes, length: number): Bytes {
  const hwid = value.length === length ? value : onlyElement(value, TAG.octetString);
  if (hwid.length !== length) throw broken();
  return hwid;
}
