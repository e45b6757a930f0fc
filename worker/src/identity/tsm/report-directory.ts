import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import { AttestationError } from "../attestation-error.ts";
import { codeOf, nodeTsmFiles, type TsmFiles } from "./files.ts";

const TSM_REPORTS = "/sys/kernel/config/tsm/report";

/** What the kernel returns for one request. */
export interface TsmReport {
  /** The attestation report. */
  readonly outblob: Uint8Array;
  /** The host's certificate table: untrusted, often empty. */
  readonly auxblob: Uint8Array;
}

export interface TsmOptions {
  readonly clock: Clock;
  readonly root?: string;
  readonly files?: TsmFiles;
}

const REPORT_DATA_BYTES = 64;
const REPORT_BYTES = 1184;
const AUXBLOB_LIMIT_BYTES = 64 * 1024;
/** Requests are made at VMPL 0, where the guest itself runs. */
const VMPL = 0;
const ATTEMPTS = 6;
const FIRST_DELAY_MS = 50;

/** Asks the firmware for reports through configfs-tsm (Linux 6.7 and later): plain files, one directory per request. */
export class TsmReports {
  readonly #files: TsmFiles;
  readonly #root: string;
  readonly #clock: Clock;

  constructor({ clock, root = TSM_REPORTS, files = nodeTsmFiles }: TsmOptions) {
    this.#clock = clock;
    this.#root = root;
    this.#files = files;
  }

  /** @throws AttestationError */
  async request(reportData: Uint8Array): Promise<TsmReport> {
    if (reportData.length !== REPORT_DATA_BYTES) throw new RangeError("report data is 64 bytes");
    for (let attempt = 1; ; attempt++) {
      const report = await this.#once(reportData);
      if (report) return report;
      if (attempt === ATTEMPTS)
        throw new AttestationError(
          "The firmware is busy and gave no report; start the worker again in a minute.",
        );
      await new Promise<void>((resolve) => this.#clock.after(FIRST_DELAY_MS * 2 ** (attempt - 1), resolve));
    }
  }

  /** One request in a directory of its own; null when it is to be tried again. */
  async #once(reportData: Uint8Array): Promise<TsmReport | null> {
    const directory = join(this.#root, `cocoon-${randomBytes(8).toString("hex")}`);
    try {
      await this.#files.mkdir(directory);
    } catch (error) {
      throw unsupported(error);
    }
    try {
      return await this.#exchange(directory, reportData);
    } catch (error) {
      if (error instanceof AttestationError) throw error;
      if (isBusy(error)) return null;
      throw new AttestationError(
        `The firmware refused to make a report (${codeOf(error) ?? "unknown error"}).`,
      );
    } finally {
      await this.#files.rmdir(directory).catch(() => undefined);
    }
  }

  async #exchange(directory: string, reportData: Uint8Array): Promise<TsmReport | null> {
    const at = (attribute: string) => join(directory, attribute);
    const provider = await this.#text(at("provider"));
    if (provider !== "sev_guest")
      throw new AttestationError(
        `This machine attests as ${printable(provider)}, not as an AMD SEV-SNP guest.`,
      );
    await this.#checkFloor(at("privlevel_floor"));
    const before = Number(await this.#text(at("generation")));
    await this.#files.write(at("privlevel"), String(VMPL));
    await this.#files.write(at("inblob"), reportData);
    const outblob = await this.#files.read(at("outblob"));
    const auxblob = await this.#files.read(at("auxblob")).catch(emptyWhenAbsent);
    // The kernel counts writes: another number than our two means that someone else wrote into this request.
    if (Number(await this.#text(at("generation"))) !== before + 2) return null;
    if (outblob.length !== REPORT_BYTES)
      throw new AttestationError("The firmware's report is not 1184 bytes long.");
    if (auxblob.length > AUXBLOB_LIMIT_BYTES)
      throw new AttestationError("The host's certificate table is larger than 64 KiB.");
    return { outblob, auxblob };
  }

  async #checkFloor(path: string): Promise<void> {
    const floor = await this.#text(path);
    if (Number(floor) !== VMPL)
      throw new AttestationError(
        `The guest can only be attested at privilege level ${printable(floor)}, not at 0.`,
      );
  }

  async #text(path: string): Promise<string> {
    return new TextDecoder().decode(await this.#files.read(path)).trim();
  }
}

const isBusy = (error: unknown): boolean => ["EBUSY", "EINTR", "EAGAIN"].includes(codeOf(error) ?? "");

function emptyWhenAbsent(error: unknown): Uint8Array {
  if (codeOf(error) === "ENOENT") return new Uint8Array();
  throw error;
}

const printable = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]/g, "").slice(0, 32) || "nothing";

/** Why no request could even begin, and what the owner can do. */
function unsupported(error: unknown): AttestationError {
  switch (codeOf(error)) {
    case "ENXIO":
      return new AttestationError(
        "This machine is not an AMD SEV-SNP guest, so it can't attest itself; start the worker inside a confidential VM.",
      );
    case "ENOENT":
      return new AttestationError(
        "The kernel has no configfs-tsm; use Linux 6.7 or later with CONFIG_TSM_REPORTS, mount configfs and load sev-guest.",
      );
    case "EACCES":
    case "EPERM":
      return new AttestationError(
        "The worker may not ask for attestation reports; run it as root inside the VM.",
      );
    default:
      return new AttestationError(
        `No attestation report can be asked for (${codeOf(error) ?? "unknown error"}).`,
      );
  }
}
