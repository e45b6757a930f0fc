import { PAGE_BYTES } from "./launch-context.ts";
import { littleEndian } from "./little-endian.ts";

/** Who starts the guest: each sets a few registers otherwise. */
export const VMMS = ["qemu", "ec2", "gce"] as const;
export type Vmm = (typeof VMMS)[number];

/** Where the first processor starts. */
export const BSP_EIP = 0xffff_fff0;

export interface Processor {
  readonly vmm: Vmm;
  readonly eip: number;
  /** EAX of CPUID leaf 1; only QEMU's guests see it in EDX. */
  readonly cpuSignature: number;
  /** SEV_FEATURES of the save area: 1 for SNP alone, 0x21 with debug swap. */
  readonly guestFeatures: bigint;
}

interface Registers {
  readonly cs: number;
  readonly ss: number;
  readonly tr: number;
  readonly rdx: number;
  readonly pat: bigint;
  readonly mxcsr: number;
  readonly fcw: number;
}

/** EDX after a reset where no CPUID signature is put there. */
const RESET_EDX = 0x600;
const RESET_PAT = 0x0007_0406_0007_0406n;

/** Measured: these agree with the digests that each of them reports. */
const REGISTERS: Readonly<Record<Vmm, (processor: Processor) => Registers>> = {
  qemu: ({ cpuSignature }) => ({
    cs: 0x9b,
    ss: 0x93,
    tr: 0x8b,
    rdx: cpuSignature,
    pat: RESET_PAT,
    mxcsr: 0x1f80,
    fcw: 0x37f,
  }),
  ec2: ({ eip }) => ({
    cs: eip === BSP_EIP ? 0x9a : 0x9b,
    ss: 0x92,
    tr: 0x83,
    rdx: RESET_EDX,
    pat: RESET_PAT,
    mxcsr: 0,
    fcw: 0,
  }),
  gce: () => ({ cs: 0x9b, ss: 0x93, tr: 0x8b, rdx: RESET_EDX, pat: 0x0007_0106n, mxcsr: 0, fcw: 0 }),
};

/** The page with a processor's first registers (AMD 24593, table B-4: VMSA layout). */
export function vmsaPage(processor: Processor): Uint8Array<ArrayBuffer> {
  const page = new Uint8Array(PAGE_BYTES);
  const { cs, ss, tr, rdx, pat, mxcsr, fcw } = REGISTERS[processor.vmm](processor);
  const put = (at: number, bytes: number, value: bigint | number): void =>
    page.set(littleEndian(bytes, value), at);
  const segment = (at: number, attributes: number, selector = 0, base = 0): void => {
    put(at, 2, selector);
    put(at + 2, 2, attributes);
    put(at + 4, 4, 0xffff);
    put(at + 8, 8, base);
  };
  const low = processor.eip % 0x1_0000;

  segment(0x00, 0x93); // ES
  segment(0x10, cs, 0xf000, processor.eip - low);
  segment(0x20, ss);
  segment(0x30, 0x93); // DS
  segment(0x40, 0x93); // FS
  segment(0x50, 0x93); // GS
  segment(0x60, 0); // GDTR
  segment(0x70, 0x82); // LDTR
  segment(0x80, 0); // IDTR
  segment(0x90, tr);
  put(0x0d0, 8, 0x1000); // EFER: KVM sets SVME
  put(0x148, 8, 0x40); // CR4: KVM sets MCE
  put(0x158, 8, 0x10); // CR0
  put(0x160, 8, 0x400); // DR7
  put(0x168, 8, 0xffff_0ff0); // DR6
  put(0x170, 8, 2); // RFLAGS
  put(0x178, 8, low); // RIP
  put(0x268, 8, pat);
  put(0x310, 8, rdx);
  put(0x3b0, 8, processor.guestFeatures);
  put(0x3e8, 8, 1); // XCR0
  put(0x408, 4, mxcsr);
  put(0x410, 2, fcw);
  return page;
}
