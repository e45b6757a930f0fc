/** Whose root certifies a device. A simulated one proves nothing about hardware; every result says which it was. */
export type GpuRootClass = "nvidia" | "simulated";

/** A root by the SHA-256 of its DER SubjectPublicKeyInfo, in lower-case hex. */
export interface GpuRootPin {
  readonly spkiSha256: string;
  readonly class: GpuRootClass;
}

/** NVIDIA Device Identity CA, which certifies GPUs and switches alike (SPEC 3.9). */
export const NVIDIA_ROOTS: readonly GpuRootPin[] = [
  { class: "nvidia", spkiSha256: "a90c4eb5acfd3e3d03a25db6a26b84f720ad0503196c627c21ddd48dd85b06a4" },
];

/** Whether a pin's class is true: no file can pass another root off as NVIDIA's. */
export const isHonestGpuPin = (pin: GpuRootPin): boolean =>
  (pin.class === "nvidia") === NVIDIA_ROOTS.some(({ spkiSha256 }) => spkiSha256 === pin.spkiSha256);
