export { SimulatedAttester } from "./attester.ts";
export { SimulatedBeaconFeed } from "./beacon.ts";
export { SimulatedGpus } from "./gpu-attester.ts";
export { healthyGpu, type SimulatedDevice, simulatedGpuValue } from "./gpu-machine.ts";
export { mintSimulatedGpuPki, type SimulatedGpuPki } from "./gpu-pki.ts";
export { chipOf, SIMULATED_MEASUREMENT, type SimulatedMachine, type SimulatedProduct } from "./machine.ts";
export { type OvmfImage, OVMF_SECTION, ovmfImage } from "./ovmf-image.ts";
export {
  encodeSimulatedPki,
  mintSimulatedPki,
  mintSimulatedPkiWithCrls,
  parseSimulatedPki,
  type SimulatedPki,
} from "./pki.ts";
export { developmentPolicy } from "./policy.ts";
export {
  encodeSimulatedReferenceKeys,
  mintSimulatedReferenceKeys,
  parseSimulatedReferenceKeys,
  type SimulatedReferenceKeys,
  simulatedReferenceValues,
  verifiedValues,
} from "./reference-values.ts";
export { encodeSimulatedRoots, parseSimulatedRoots, type SimulatedRoots } from "./roots.ts";
