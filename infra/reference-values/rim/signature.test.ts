import { MalformedError } from "@cocoon/protocol/bytes";
import { describe, expect, it } from "vitest";
import { verifySignedXml } from "./signature.ts";
import { parseXml } from "./xml.ts";

const DSIG = "http://www.w3.org/2000/09/xmldsig#";
const verify = (file: string) => () => verifySignedXml(parseXml(file), 0);

describe("the signature of a file", () => {
  it.each([
    ["by a prefix of its own", `<a><s:Signature xmlns:s="${DSIG}"/></a>`],
    ["by a prefix from around it", `<a xmlns:s="${DSIG}"><s:Signature/></a>`],
    ["without a prefix", `<a><Signature xmlns="${DSIG}"/></a>`],
    ["by the default from around it", `<a xmlns="${DSIG}"><Signature/></a>`],
  ])("is known by its namespace: %s", (_, file) => {
    expect(verify(file)).toThrow("the signature has other parts than");
  });

  it.each([
    ["no namespace", "<a><Signature/></a>"],
    ["another one", '<a><Signature xmlns="urn:1"/></a>'],
    ["a prefix that nothing declares", "<a><s:Signature/></a>"],
    ["a prefix that is called as it is", `<a xmlns:Signature="${DSIG}"><Signature/></a>`],
  ])("is of another kind in %s", (_, file) => {
    expect(verify(file)).toThrow(new MalformedError("the signature is of another kind"));
  });

  it("is looked for in no file that is too deep to be walked", () => {
    const deep = (depth: number) => `<a>${"<b>".repeat(depth)}${"</b>".repeat(depth)}</a>`;
    expect(verify(deep(31))).toThrow("the file does not have one signature");
    for (const depth of [32, 20_000]) expect(verify(deep(depth))).toThrow("XML is not of the form");
  });
});
