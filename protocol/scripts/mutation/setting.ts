/** What a test file's process is told, as JSON in the variable COCOON_MUTATION. */
export interface RunSetting {
  /** The mutant that is on; null for the code as it is. */
  readonly mutant: string | null;
  /** How often the mutant may be passed before it counts as a loop without end. */
  readonly hitLimit: number;
  /** Where to leave which test passed which mutant; null for nowhere. */
  readonly coverageFile: string | null;
  /** A file of RSA-4096 key pairs, ready. */
  readonly rsaKeys: string;
}
