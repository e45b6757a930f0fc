import * as v from "valibot";
import { fromHex, MalformedError, toHex } from "../../bytes/index.ts";
import {
  type Firmware,
  launchDigest,
  readFirmware,
  readFirmwareMetadata,
  type SectionKind,
  VMMS,
} from "../../launch/index.ts";
import { type Judgement, mismatch, type ReadVectorFile } from "./judgement.ts";

const SECTION_TYPES: Readonly<Record<SectionKind, number>> = {
  memory: 1,
  secrets: 2,
  cpuid: 3,
  svsm: 4,
  kernelHashes: 0x10,
};

const metadataSchema = v.object({
  ovmf_hash: v.string(),
  sev_hashes_table_gpa: v.number(),
  sev_es_reset_eip: v.number(),
  sections: v.array(v.object({ gpa: v.number(), size: v.number(), type: v.number() })),
});
const imageSchema = v.object({
  ...metadataSchema.entries,
  file: v.optional(v.string()),
  tail_file: v.optional(v.string()),
});
type Image = v.InferOutput<typeof imageSchema>;

const vectorSchema = v.object({
  id: v.string(),
  /** The name of an image of the manifest, or its metadata where its bytes are not public. */
  ovmf: v.union([v.string(), metadataSchema]),
  ovmf_hash_override: v.optional(v.string()),
  vcpus: v.number(),
  vcpu_sig: v.number(),
  guest_features: v.number(),
  vmm: v.pipe(v.string(), v.toLowerCase(), v.picklist(VMMS)),
  kernel_sha256: v.nullable(v.string()),
  initrd_sha256: v.nullable(v.string()),
  cmdline: v.nullable(v.string()),
  launch_digest: v.optional(v.string()),
  expect_error: v.optional(v.string()),
});
type Vector = v.InferOutput<typeof vectorSchema>;

export const launchManifestSchema = v.object({
  format: v.literal("snp-launch-vectors/1"),
  ovmf: v.record(v.string(), imageSchema),
  vectors: v.array(vectorSchema),
});
type Manifest = v.InferOutput<typeof launchManifestSchema>;

const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** Recomputes each digest, and reads each image that the manifest has bytes of. */
export const judgeLaunch = (manifest: Manifest, read: ReadVectorFile): Judgement[] => [
  ...Object.entries(manifest.ovmf).map(([name, image]) => judgeImage(name, image, read)),
  ...manifest.vectors.map((vector) => judgeVector(vector, manifest)),
];

function judgeImage(name: string, image: Image, read: ReadVectorFile): Judgement {
  const file = image.file ?? image.tail_file;
  if (file === undefined) throw new Error(`no file of OVMF image ${name}`);
  const bytes = read(file);
  const metadata = readFirmwareMetadata(bytes);
  const stated = {
    sev_hashes_table_gpa: image.sev_hashes_table_gpa,
    sev_es_reset_eip: image.sev_es_reset_eip,
    sections: image.sections,
  };
  const got = {
    sev_hashes_table_gpa: metadata.hashTableGpa,
    sev_es_reset_eip: metadata.apResetEip,
    sections: metadata.sections.map(({ kind, gpa, sizeBytes }) => ({
      gpa,
      size: sizeBytes,
      type: SECTION_TYPES[kind],
    })),
  };
  const whole = image.file !== undefined;
  return {
    id: `ovmf ${name}`,
    mismatches: [
      ...mismatch("metadata", stated, got),
      ...(whole ? mismatch("ovmf_hash", image.ovmf_hash, toHex(readFirmware(bytes).digest)) : []),
    ],
    otherReason: null,
  };
}

function judgeVector(vector: Vector, { ovmf }: Manifest): Judgement {
  const image = typeof vector.ovmf === "string" ? ovmf[vector.ovmf] : vector.ovmf;
  if (!image) throw new Error(`${vector.id} names an OVMF image that the manifest does not have`);
  const got = digestOf(vector, image);
  const expected = vector.expect_error === undefined ? vector.launch_digest : null;
  return { id: vector.id, mismatches: mismatch("launch_digest", expected, got), otherReason: null };
}

/** Null when the launch is refused. */
function digestOf(vector: Vector, image: v.InferOutput<typeof metadataSchema>): string | null {
  const { vmm, vcpus, vcpu_sig: cpuSignature } = vector;
  try {
    return toHex(
      launchDigest({
        firmware: firmwareOf(image, vector.ovmf_hash_override),
        boot:
          vector.kernel_sha256 === null
            ? null
            : {
                kernel: fromHex(vector.kernel_sha256),
                initrd: fromHex(vector.initrd_sha256 ?? EMPTY_SHA256),
                cmdline: vector.cmdline ?? "",
              },
        vmm,
        vcpus,
        cpuSignature,
        guestFeatures: BigInt(vector.guest_features),
      }),
    );
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

const firmwareOf = (image: v.InferOutput<typeof metadataSchema>, digest = image.ovmf_hash): Firmware => ({
  digest: fromHex(digest),
  hashTableGpa: image.sev_hashes_table_gpa,
  apResetEip: image.sev_es_reset_eip,
  sections: image.sections.map(({ gpa, size, type }) => ({ kind: kindOf(type), gpa, sizeBytes: size })),
});

function kindOf(type: number): SectionKind {
  const kind = (Object.keys(SECTION_TYPES) as SectionKind[]).find((name) => SECTION_TYPES[name] === type);
  if (!kind) throw new Error(`unknown type of section ${type}`);
  return kind;
}
