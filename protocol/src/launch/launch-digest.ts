import { MalformedError } from "../bytes/index.ts";
import type { Firmware, FirmwareSection } from "./firmware.ts";
import { type DirectBoot, kernelHashesPage } from "./kernel-hashes.ts";
import { LaunchContext, PAGE_BYTES, type PageType } from "./launch-context.ts";
import { BSP_EIP, type Vmm, vmsaPage } from "./vmsa.ts";

/** Every page of initial registers is measured as if it lay here, at the top of the address space. */
const VMSA_GPA = 0xf_ffff_ffff_000;
const VCPU_LIMIT = 1024;

export interface Launch {
  readonly firmware: Firmware;
  /** Null when the guest boots from its disk: then nothing of the kernel is measured. */
  readonly boot: DirectBoot | null;
  readonly vmm: Vmm;
  readonly vcpus: number;
  /** EAX of CPUID leaf 1, of the virtual processor's type: {@link cpuSignatureOf}. */
  readonly cpuSignature: number;
  /** SEV_FEATURES: 1 for SNP alone. */
  readonly guestFeatures: bigint;
}

/**
 * MEASUREMENT of a guest that is launched so: 48 bytes (AMD 56860, SNP_LAUNCH_UPDATE; SPEC 10.1). Memory size, disks, devices, HOST_DATA and
 * the guest policy are not in it.
 * @throws MalformedError when the firmware can't check a kernel, so that any would run
 */
export function launchDigest(launch: Launch): Uint8Array<ArrayBuffer> {
  const { firmware, vcpus, boot } = launch;
  if (!Number.isInteger(vcpus) || vcpus < 1 || vcpus > VCPU_LIMIT)
    throw new MalformedError(`launch: vcpus is not from 1 to ${VCPU_LIMIT}`);
  if (boot && !firmware.sections.some(({ kind }) => kind === "kernelHashes"))
    throw new MalformedError("OVMF metadata has no SNP_KERNEL_HASHES section");
  const context = new LaunchContext(firmware.digest);
  for (const section of inOrder(firmware.sections, launch.vmm)) addSection(context, section, launch);
  for (let i = 0; i < vcpus; i++) {
    const eip = i === 0 ? BSP_EIP : firmware.apResetEip;
    context.add("vmsa", VMSA_GPA, vmsaPage({ ...launch, eip }));
  }
  return context.digest;
}

/** EC2 fills the CPUID page in last. */
const inOrder = (sections: readonly FirmwareSection[], vmm: Vmm): readonly FirmwareSection[] =>
  vmm === "ec2"
    ? [...sections].sort((a, b) => Number(a.kind === "cpuid") - Number(b.kind === "cpuid"))
    : sections;

function addSection(context: LaunchContext, section: FirmwareSection, { firmware, boot, vmm }: Launch): void {
  const { kind, gpa, sizeBytes } = section;
  if (kind === "kernelHashes" && boot) {
    if (firmware.hashTableGpa - (firmware.hashTableGpa % PAGE_BYTES) !== gpa || sizeBytes !== PAGE_BYTES)
      throw new MalformedError("OVMF: the hash table is not in the page made for it");
    context.add("normal", gpa, kernelHashesPage(boot, firmware.hashTableGpa));
    return;
  }
  context.add(pageTypeOf(kind, vmm), gpa, new Uint8Array(sizeBytes));
}

const pageTypeOf = (kind: FirmwareSection["kind"], vmm: Vmm): PageType => {
  if (kind === "secrets" || kind === "cpuid") return kind;
  return kind === "memory" && vmm === "gce" ? "unmeasured" : "zero";
};
