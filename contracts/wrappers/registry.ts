export { codeHash as registryCodeHash, reasons as registryReasons } from "./registry.generated.ts";
export type { Approval, ReferenceRole } from "./registry/approval.ts";
export { registryStateInit } from "./registry/birth.ts";
export type { Change } from "./registry/change.ts";
export { RegistryError, type RegistryProblem } from "./registry/error.ts";
export {
  REGISTRY_MAX_AGE_MS,
  RegistryKeeper,
  type RegistryKeeperOptions,
  type RegistryStore,
} from "./registry/keeper.ts";
export { cancelBody, changeHash, denyBody, executeBody, proposeBody } from "./registry/messages.ts";
export {
  type AccountSource,
  checkedReading,
  type RegistryPlace,
  type RegistryReading,
} from "./registry/reading.ts";
export { approvalOf, approvalsOf, isDenied } from "./registry/standing.ts";
export {
  type Denial,
  genesisData,
  parseRegistryState,
  type Proposal,
  type RegistryGenesis,
  type RegistryState,
} from "./registry/state.ts";
export type { Subject, SubjectKind } from "./registry/subject.ts";
export { ToncenterAccounts, type ToncenterOptions } from "./registry/toncenter.ts";
