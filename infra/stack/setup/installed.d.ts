export interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly link?: boolean;
}
export function matchesLockfile(
  wanted: Readonly<Record<string, LockEntry>>,
  installed: Readonly<Record<string, LockEntry>> | null,
): boolean;
