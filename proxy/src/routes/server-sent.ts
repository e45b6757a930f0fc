import { utf8 } from "@cocoon/protocol/bytes";

export interface ServerSent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** One server-sent event. JSON has no line end in it, so the data is one line. */
export const encodeServerSent = ({ id, event, data }: ServerSent): Uint8Array =>
  utf8(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

/** A comment, which keeps the line visibly alive. */
export const keepAlive = (): Uint8Array => utf8(":\n\n");
