/** Why a registry can't be used, each with one sentence that says what to do. */
const PROBLEMS = {
  unreachable: "The TON server did not answer; check its address and the connection.",
  not_deployed: "There is no registry at that address; check the address and the network.",
  malformed: "What stands at that address is no registry this version can read.",
  other_network: "The registry is of another TON network than the one that was chosen.",
  contradiction: "The TON server shows an older or another registry than before; ask another server.",
} as const;

export type RegistryProblem = keyof typeof PROBLEMS;

/** A registry that can't be used now. Whoever relies on it refuses. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly code: RegistryProblem;

  constructor(code: RegistryProblem, detail?: string) {
    super(detail ? `${PROBLEMS[code]} (${detail})` : PROBLEMS[code]);
    this.code = code;
  }
}
