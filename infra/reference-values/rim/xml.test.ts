import { MalformedError } from "@cocoon/protocol/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, namespacesIn } from "./canonical.ts";
import { elementsOf, parseXml, type XmlElement } from "./xml.ts";

describe("canonical XML", () => {
  it.each([
    ["an empty element", "<a/>", "<a></a>"],
    ["white space in tags, not in content", '<a  b="1"\n c="2" > x\n</a>', '<a b="1" c="2"> x\n</a>'],
    ["attributes in their order", '<a c="1" b="2"/>', '<a b="2" c="1"></a>'],
    [
      "attributes by namespace, those without one first",
      '<a xmlns:y="urn:1" xmlns:x="urn:2" x:a="1" y:b="2" z="3"/>',
      '<a xmlns:x="urn:2" xmlns:y="urn:1" z="3" y:b="2" x:a="1"></a>',
    ],
    [
      "a namespace once, as long as it is the same",
      '<a xmlns="urn:1"><b xmlns="urn:1"><c xmlns="urn:2"/></b></a>',
      '<a xmlns="urn:1"><b><c xmlns="urn:2"></c></b></a>',
    ],
    [
      "no default namespace again",
      '<a xmlns="urn:1"><b xmlns=""/></a>',
      '<a xmlns="urn:1"><b xmlns=""></b></a>',
    ],
    ["without its declaration", '<?xml version="1.0" encoding="UTF-8"?>\n<a/>\n', "<a></a>"],
  ])("has %s", (_, file, expected) => {
    expect(canonical(parseXml(file))).toBe(expected);
  });

  it("of a part has the namespaces around it", () => {
    const document = parseXml('<a xmlns="urn:1" xmlns:p="urn:2"><b><c/></b></a>');
    const [part] = elementsOf(document) as [XmlElement];
    expect(canonical(part, namespacesIn(document))).toBe('<b xmlns="urn:1" xmlns:p="urn:2"><c></c></b>');
  });

  it("refuses a prefix that nothing declares", () => {
    for (const file of ["<p:a/>", '<a p:b="1"/>', '<a xml:space="preserve"/>'])
      expect(() => canonical(parseXml(file))).toThrow(MalformedError);
  });
});

describe("XML that is not read here", () => {
  it.each([
    "",
    "text",
    "<a>",
    "</a>",
    "<a></b>",
    "<a/><b/>",
    "<a/>text",
    "<a b='1'/>",
    '<a b="1" b="2"/>',
    "<a>&amp;</a>",
    '<a b="&lt;"/>',
    "<a><!-- --></a>",
    "<a><![CDATA[x]]></a>",
    "<!DOCTYPE a><a/>",
    "<a><?p?></a>",
    "<a>\r</a>",
    '<a b="1\n2"/>',
    "<a></a/>",
    `${"<a>".repeat(33)}${"</a>".repeat(33)}`,
    `${"<a>".repeat(32)}<a/>${"</a>".repeat(32)}`,
    "<a>></a>",
  ])("is %j", (file) => {
    expect(() => parseXml(file)).toThrow(MalformedError);
  });

  it("is nothing that is 32 deep", () => {
    const file = `${"<a>".repeat(31)}<a></a>${"</a>".repeat(31)}`;
    expect(canonical(parseXml(file))).toBe(file);
  });

  it("is read or refused, never anything else", () => {
    const pieces = fc.array(fc.constantFrom("<a>", "</a>", "<b/>", "<", ">", "/", ' x="1"', "t", "&", '"'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, (parts) => {
        try {
          const once = canonical(parseXml(parts.join("")));
          expect(canonical(parseXml(once))).toBe(once);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
    );
  });
});
