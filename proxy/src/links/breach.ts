/** The worker broke the protocol: its link is closed, it is told why, and every lease on it is lost. */
export class ProtocolBreach extends Error {
  override readonly name = "ProtocolBreach";
}
