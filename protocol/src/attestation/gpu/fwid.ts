import { type Certificate, OID } from "../certificate.ts";
import { DerReader, onlyElement, TAG } from "../der.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const FWIDS = TAG.context(6);

/**
 * The firmware that a leaf was made for, by its DICE extension: Hopper has a composite device id, `SEQUENCE { version, key,
 * FWID }`, Blackwell TCB information with a list of FWIDs, of which the first is the firmware's own (SPEC 3.9).
 * @returns null where the leaf has neither @throws MalformedError
 */
export function fwidOf({ extensions }: Pick<Certificate, "extensions">): Bytes | null {
  const compositeId = extensions.get(OID.diceCompositeId)?.value;
  const tcbInfo = extensions.get(OID.diceTcbInfo)?.value;
  if (compositeId) return ofCompositeId(new DerReader(onlyElement(compositeId, TAG.sequence)));
  return tcbInfo ? ofTcbInfo(new DerReader(onlyElement(tcbInfo, TAG.sequence))) : null;
}

function ofCompositeId(body: DerReader): Bytes {
  body.content(TAG.integer);
  body.content(TAG.sequence);
  const fwid = digestOf(body.inside(TAG.sequence));
  body.end();
  return fwid;
}

function ofTcbInfo(body: DerReader): Bytes | null {
  while (body.next !== null) {
    const { tag, content } = body.any();
    if (tag === FWIDS) return digestOf(new DerReader(content).inside(TAG.sequence));
  }
  return null;
}

function digestOf(fwid: DerReader): Bytes {
  fwid.content(TAG.oid);
  const digest = fwid.content(TAG.octetString);
  fwid.end();
  return digest;
}
