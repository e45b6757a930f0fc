/** The manifests that `judgeManifest` is run on, in Node and in browsers, by path below the folder of public vectors. */
export const PUBLIC_MANIFESTS = [
  "snp/manifest.json",
  "snp/launch/manifest.json",
  "snp/launch/idblock.json",
  "gpu/manifest.json",
] as const;
