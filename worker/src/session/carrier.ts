/** One lease's way to the proxy. After the link is lost every call does nothing. */
export interface Carrier {
  header(header: Uint8Array): void;
  frame(seq: number, frame: Uint8Array): void;
  running(receipt: Uint8Array): void;
  /** The outer receipt; after the final frame only (SPEC 6.5). */
  done(receipt: Uint8Array): void;
  /** A code of SPEC 9: the job is not run here; after the first frame, the answer breaks off (SPEC 8.6). */
  refuse(code: string): void;
  /** Resolves when what was sent has mostly left this machine, or the link is lost. */
  ready(): Promise<void>;
}
