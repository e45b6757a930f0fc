import type { Approval } from "./approval.ts";
import type { RegistryState } from "./state.ts";
import type { Subject, SubjectKind } from "./subject.ts";

type ApprovalOf<K extends SubjectKind> = Extract<Approval, { kind: K }>;

export const isDenied = ({ denied }: RegistryState, { kind, id }: Subject): boolean =>
  denied.some((denial) => denial.kind === kind && denial.id === id);

/** The entries of one kind. */
export const approvalsOf = <K extends Approval["kind"]>(
  { approved }: RegistryState,
  kind: K,
): readonly ApprovalOf<K>[] =>
  approved.filter((approval): approval is ApprovalOf<K> => approval.kind === kind);

export const approvalOf = <K extends Approval["kind"]>(
  state: RegistryState,
  kind: K,
  id: string,
): ApprovalOf<K> | undefined => approvalsOf(state, kind).find((approval) => approval.id === id);
