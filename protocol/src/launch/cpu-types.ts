/** EAX of CPUID leaf 1 (AMD 25481): family and model are each split into a low and an extended part. */
const signature = (family: number, model: number, stepping: number): number =>
  (Math.max(family - 0xf, 0) << 20) |
  ((model >> 4) << 16) |
  (Math.min(family, 0xf) << 8) |
  ((model & 0xf) << 4) |
  stepping;

const NAPLES = signature(0x17, 0x01, 2);
const ROME = signature(0x17, 0x31, 0);
const MILAN = signature(0x19, 0x01, 1);
const GENOA = signature(0x19, 0x11, 0);
const TURIN = signature(0x1a, 0x00, 0);

/** QEMU's names for `-cpu`. With `EPYC-v4`, one digest serves hosts of every product. */
const CPU_TYPES: Readonly<Record<string, number>> = {
  EPYC: NAPLES,
  "EPYC-v1": NAPLES,
  "EPYC-v2": NAPLES,
  "EPYC-IBPB": NAPLES,
  "EPYC-v3": NAPLES,
  "EPYC-v4": NAPLES,
  "EPYC-Rome": ROME,
  "EPYC-Rome-v1": ROME,
  "EPYC-Rome-v2": ROME,
  "EPYC-Rome-v3": ROME,
  "EPYC-Rome-v4": ROME,
  "EPYC-Milan": MILAN,
  "EPYC-Milan-v1": MILAN,
  "EPYC-Milan-v2": MILAN,
  "EPYC-Genoa": GENOA,
  "EPYC-Genoa-v1": GENOA,
  "EPYC-Turin": TURIN,
  "EPYC-Turin-v1": TURIN,
};

export const CPU_TYPE_NAMES: readonly string[] = Object.keys(CPU_TYPES);

/** Of one of {@link CPU_TYPE_NAMES}; null for another name. */
export const cpuSignatureOf = (type: string): number | null =>
  Object.hasOwn(CPU_TYPES, type) ? (CPU_TYPES[type] as number) : null;
