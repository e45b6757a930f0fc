import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, u8, utf8 } from "../bytes/index.ts";
import { authorityExtensions, extension } from "../testing/certificates.ts";
import { bitString, der, integer, oid, sequence, utcTime } from "../testing/der-writer.ts";
import { thrownBy } from "../testing/flips.ts";
import { PSS_SHA384 } from "./algorithms.ts";
import { checkIntermediate, checkRoot } from "./authority.ts";
import { type Certificate, checkProfile, OID, parseCertificate } from "./certificate.ts";
import { crlTimes } from "./crl.ts";
import { TAG } from "./der.ts";
import { EvidenceError } from "./index.ts";

const ALGORITHM = fromHex(PSS_SHA384);
const NOW_MS = Date.UTC(2026, 0, 1);

const name = (...commonNames: readonly string[]) =>
  sequence(
    ...commonNames.map((text) =>
      der(TAG.set, sequence(oid(OID.commonName), der(TAG.utf8String, utf8(text)))),
    ),
  );

interface Shape {
  readonly version?: Uint8Array;
  readonly algorithm?: Uint8Array;
  readonly subject?: Uint8Array;
  readonly validity?: Uint8Array;
  /** Null for a certificate without any. */
  readonly extensions?: readonly Uint8Array[] | null;
}

/** A certificate by its form; nobody signed it. */
const certificate = ({
  version = der(TAG.context(0), integer(2)),
  algorithm = ALGORITHM,
  subject = name("subject"),
  validity = sequence(utcTime(NOW_MS), utcTime(NOW_MS)),
  extensions = [],
}: Shape): Uint8Array =>
  sequence(
    sequence(
      version,
      integer(7),
      ALGORITHM,
      name("issuer"),
      validity,
      subject,
      sequence(),
      ...(extensions ? [der(TAG.context(3), sequence(...extensions))] : []),
    ),
    algorithm,
    bitString(new Uint8Array(8)),
  );

const parsed = (shape: Shape): Certificate => parseCertificate(certificate(shape));
const refused = async (work: () => unknown, code: string) => {
  const error = await thrownBy(work);
  expect(error).toBeInstanceOf(EvidenceError);
  expect((error as EvidenceError).code).toBe(code);
};

describe("a certificate", () => {
  it("has a common name where it has exactly one", () => {
    expect(parsed({}).commonName).toBe("subject");
    expect(parsed({ subject: name() }).commonName).toBe("");
    expect(parsed({ subject: name("one", "two") }).commonName).toBe("");
  });

  it("is of version 3, with one algorithm inside and out", async () => {
    checkProfile(parsed({}));
    await refused(
      () => checkProfile(parsed({ version: new Uint8Array(), extensions: null })),
      "cert_profile",
    );
    await refused(() => checkProfile(parsed({ version: der(TAG.context(0), integer(1)) })), "cert_profile");
    await refused(() => checkProfile(parsed({ algorithm: sequence() })), "cert_profile");
  });

  it("has no critical extension that is not understood, and none twice", async () => {
    checkProfile(parsed({ extensions: [extension("550406", u8(0))] }));
    await refused(
      () => checkProfile(parsed({ extensions: [extension("550406", u8(0), true)] })),
      "cert_profile",
    );
    const twice = [extension("550406", u8(0)), extension("550406", u8(1))];
    await refused(() => parsed({ extensions: twice }), "cert_parse");
  });

  it("is not read with bytes of no meaning between or behind its parts", async () => {
    await refused(() => parseCertificate(concatBytes(certificate({}), u8(0))), "cert_parse");
    await refused(() => parsed({ version: der(TAG.context(0), integer(2), integer(2)) }), "cert_parse");
    await refused(() => parsed({ subject: der(TAG.set) }), "cert_parse");
    const times = [1, 2, 3].map(() => utcTime(NOW_MS));
    await refused(() => parsed({ validity: sequence(...times) }), "cert_parse");
    const long = sequence(oid("550406"), der(TAG.octetString, u8(0)), u8(0), u8(0));
    await refused(() => parsed({ extensions: [long] }), "cert_parse");
    await refused(() => parseCertificate(new Uint8Array()), "cert_parse");
  });
});

describe("the right to sign", () => {
  const constraints = (value: Uint8Array) => extension(OID.basicConstraints, value, true);
  const usage = (value: Uint8Array) => extension(OID.keyUsage, value, true);
  const [isAuthority, any] = [der(TAG.boolean, u8(0xff)), der(TAG.bitString, new Uint8Array([1, 0x06]))];

  it("is a root's and an intermediate's as AMD's have it", () => {
    checkRoot(parsed({ extensions: authorityExtensions("root") }));
    checkIntermediate(parsed({ extensions: authorityExtensions("intermediate") }));
  });

  it("is not an intermediate's without a bound on its path, nor a root's without revocation lists", async () => {
    await refused(
      () => checkIntermediate(parsed({ extensions: authorityExtensions("root") })),
      "cert_profile",
    );
    await refused(
      () => checkRoot(parsed({ extensions: authorityExtensions("intermediate") })),
      "cert_profile",
    );
  });

  it.each([
    ["no extension", []],
    ["constraints alone", [constraints(sequence(isAuthority))]],
    ["usage alone", [usage(any)]],
    ["constraints that don't say it is one", [constraints(sequence()), usage(any)]],
    ["constraints of no form", [constraints(any), usage(any)]],
    ["something behind the constraints", [constraints(sequence(isAuthority, integer(0), any)), usage(any)]],
    ["usage of no form", [constraints(sequence(isAuthority)), usage(sequence())]],
    ["usage without a bit", [constraints(sequence(isAuthority)), usage(der(TAG.bitString, u8(0)))]],
    ["usage of nothing at all", [constraints(sequence(isAuthority)), usage(der(TAG.bitString))]],
  ] as const)("is nobody's with %s", async (_, extensions) => {
    await refused(() => checkRoot(parsed({ extensions })), "cert_profile");
    await refused(() => checkIntermediate(parsed({ extensions })), "cert_profile");
  });
});

describe("a revocation list", () => {
  const list = (version: number, algorithm: Uint8Array, ...rest: readonly Uint8Array[]) =>
    sequence(
      sequence(integer(version), ALGORITHM, name("issuer"), utcTime(NOW_MS), utcTime(NOW_MS + 1000), ...rest),
      algorithm,
      bitString(new Uint8Array(8)),
    );
  const revoked = sequence(sequence(integer(3), utcTime(NOW_MS), sequence()));
  const extensions = (critical: boolean) =>
    der(TAG.context(0), sequence(extension("551d14", u8(0), critical)));

  it("says when it was issued, with and without entries and extensions", () => {
    const times = { thisUpdateMs: NOW_MS, nextUpdateMs: NOW_MS + 1000 };
    for (const rest of [[], [revoked], [extensions(false)], [revoked, extensions(false)]])
      expect(crlTimes(list(1, ALGORITHM, ...rest))).toEqual(times);
  });

  it.each([
    ["of another version", list(0, ALGORITHM)],
    ["of another algorithm outside", list(1, sequence())],
    ["with a critical extension, which narrows it", list(1, ALGORITHM, extensions(true))],
    ["with something behind its extensions", list(1, ALGORITHM, extensions(false), integer(1))],
    [
      "with an entry of more than serial, time and extensions",
      list(1, ALGORITHM, sequence(sequence(integer(3), utcTime(NOW_MS), sequence(), sequence()))),
    ],
    ["with an entry without a time", list(1, ALGORITHM, sequence(sequence(integer(3))))],
    ["that is none", new Uint8Array(9)],
  ])("is none %s", async (_, bytes) => refused(() => crlTimes(bytes), "crl_signature"));
});
