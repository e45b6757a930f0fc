import { FRAME_BYTES } from "../api/index.ts";
import { TAG_BYTES } from "../envelope-header/layout.ts";

/** 512 bytes on the wire, 496 of plaintext (SPEC 5.4). */
export const FRAME_PLAINTEXT_BYTES = FRAME_BYTES - TAG_BYTES;

/** u16 at the front: how many bytes of records follow. */
export const USED_BYTES = 2;

/** type(1) length(2). */
export const RECORD_HEAD_BYTES = 3;

/** The top bit of a record's length: it goes on in the next frame. */
export const MORE = 0x8000;
