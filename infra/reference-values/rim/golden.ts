import { MalformedError } from "@cocoon/protocol/bytes";
import type { GpuReferenceValue } from "@cocoon/protocol/reference-values";
import { elementsOf, localName, parseXml, type XmlElement } from "./xml.ts";
import { verifySignedXml } from "./signature.ts";

/** What a file of NVIDIA's says is good, for one driver or one VBIOS. */
export interface GoldenMeasurements {
  readonly architecture: string;
  readonly version: string;
  readonly measurements: GpuReferenceValue["measurements"];
}

/** Of a signed SWID tag; certificates are checked at `atMs`. @throws MalformedError saying what is wrong */
export function readGolden(file: string, atMs: number): GoldenMeasurements {
  const document = parseXml(file);
  verifySignedXml(document, atMs);
  const [meta, payload] = ["Meta", "Payload"].map((name) => childOf(document, name)) as [
    XmlElement,
    XmlElement,
  ];
  const entries = elementsOf(payload).map(({ attributes }) => localAttributes(attributes));
  return {
    architecture: required(localAttributes(meta.attributes), "product"),
    version: required(localAttributes(meta.attributes), "colloquialVersion"),
    measurements: entries
      .filter((entry) => entry.get("type") === "Measurement" && entry.get("active") === "True")
      .map((entry) => ({ block: indexOf(entry) + 1, digests: digestsOf(entry) })),
  };
}

/** As reports have them, by which values are looked up: an entry of another form would approve no GPU. */
const DRIVER_VERSION = /^\d{3,4}(?:\.\d{2,3}){1,2}$/;
const VBIOS_VERSION = /^[0-9A-F]{2}(?:\.[0-9A-F]{2}){4}$/;

/** What both say together: they speak of different blocks. @throws MalformedError */
export function gpuValueOf(driver: GoldenMeasurements, vbios: GoldenMeasurements): GpuReferenceValue {
  const { architecture } = driver;
  if (architecture !== vbios.architecture || (architecture !== "GH100" && architecture !== "GB100"))
    throw new MalformedError("the files are not of one architecture, GH100 or GB100");
  if (!DRIVER_VERSION.test(driver.version))
    throw new MalformedError("the file of --driver has no version of a driver, such as 580.95.05");
  if (!VBIOS_VERSION.test(vbios.version))
    throw new MalformedError("the file of --vbios has no version of a VBIOS, such as 96.00.5E.00.01");
  if ([driver, vbios].some((file) => file.measurements.length === 0))
    throw new MalformedError("one of the files has no measurement that counts");
  const measurements = [...driver.measurements, ...vbios.measurements].sort((a, b) => a.block - b.block);
  if (new Set(measurements.map(({ block }) => block)).size < measurements.length)
    throw new MalformedError("both files speak of the same block: they are not one driver's and one VBIOS's");
  return { architecture, driver: driver.version, vbios: vbios.version, measurements };
}

type Attributes = ReadonlyMap<string, string>;

const localAttributes = (attributes: Attributes): Attributes =>
  new Map(Array.from(attributes, ([name, value]) => [localName(name), value]));

function childOf(document: XmlElement, name: string): XmlElement {
  const [child, ...others] = elementsOf(document).filter((element) => localName(element.name) === name);
  if (!child || others.length > 0) throw new MalformedError(`the file does not have one ${name}`);
  return child;
}

function required(attributes: Attributes, name: string): string {
  const value = attributes.get(name);
  if (value === undefined) throw new MalformedError(`the file has no ${name}`);
  return value;
}

/** Index i is for block i + 1 of a report. */
function indexOf(entry: Attributes): number {
  const index = required(entry, "index");
  if (!/^(?:0|[1-9]\d{0,2})$/.test(index)) throw new MalformedError("an entry has no number");
  return Number(index);
}

/** Alternatives are Hash0, Hash1 and so on. */
function digestsOf(entry: Attributes): string[] {
  const count = Number(required(entry, "alternatives"));
  if (!(count >= 1 && count <= 16)) throw new MalformedError("an entry has no alternatives, or too many");
  return Array.from({ length: count }, (_, i) => {
    const digest = required(entry, `Hash${i}`).toLowerCase();
    if (!/^[0-9a-f]{96}$/.test(digest)) throw new MalformedError("an entry has a digest of another length");
    return digest;
  });
}
