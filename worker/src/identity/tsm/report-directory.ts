import { join } from "node:path";
import { equalBytes } from "@cocoon/protocol/bytes";
import type { Clock } from "../../clock.ts";
import { AttestationError } from "../attestation-error.ts";
import { codeOf, nodeTsmFiles, type TsmFiles } from "./files.ts";
import { newRequestName, removeLeftovers } from "./leftovers.ts";
import { isSetback, type Setback, saying } from "./setback.ts";
import { unsupported } from "./unsupported.ts";

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
const REPORT_DATA_AT = 0x50;
const TEXT_LIMIT_BYTES = 256;
const AUXBLOB_LIMIT_BYTES = 64 * 1024;
/** Requests are made at VMPL 0, where the guest itself runs. */
const VMPL = 0;
const PATIENCE_MS = 20_000;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 2_000;

/**
 * Asks the firmware for reports through configfs-tsm (Linux 6.7 and later): plain files, one directory for each request,
 * so that any number of callers may ask at once.
 */
export class TsmReports {
  readonly #files: TsmFiles;
  readonly #root: string;
  readonly #clock: Clock;

  constructor({ clock, root = TSM_REPORTS, files = nodeTsmFiles }: TsmOptions) {
    this.#files = files;
    this.#root = root;
    this.#clock = clock;
  }

  /** Removes what a dead worker has left; before the first request. */
  prepare(): Promise<void> {
    return removeLeftovers(this.#root, this.#files);
  }

  /** @param reportData 64 bytes @throws AttestationError */
  async request(reportData: Uint8Array): Promise<TsmReport> {
    if (reportData.length !== REPORT_DATA_BYTES) throw new RangeError("report data is 64 bytes");
    const untilMs = this.#clock.now() + PATIENCE_MS;
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS)) {
      const outcome = await this.#once(reportData);
      if (!isSetback(outcome)) return outcome;
      if (this.#clock.now() + delayMs > untilMs) throw saying(outcome);
      await new Promise<void>((resolve) => this.#clock.after(delayMs, resolve));
    }
  }

  /** One request in a directory of its own, or why it is to be tried again. */
  async #once(reportData: Uint8Array): Promise<TsmReport | Setback> {
    const directory = join(this.#root, newRequestName());
    try {
      await this.#files.mkdir(directory);
    } catch (error) {
      if (isBusy(error)) return "busy";
      throw await unsupported(error, this.#root, this.#files);
    }
    try {
      return await this.#exchange(directory, reportData);
    } catch (error) {
      if (error instanceof AttestationError) throw error;
      if (isBusy(error)) return "busy";
      throw new AttestationError(
        `The firmware refused to make a report (${codeOf(error) ?? "unknown error"}).`,
      );
    } finally {
      await this.#files.rmdir(directory).catch(() => undefined);
    }
  }

  async #exchange(directory: string, reportData: Uint8Array): Promise<TsmReport | Setback> {
    const at = (attribute: string) => join(directory, attribute);
    await this.#checkProvider(at);
    const before = await this.#generation(at);
    await this.#files.write(at("privlevel"), String(VMPL));
    await this.#files.write(at("inblob"), reportData);
    const outblob = await this.#files.read(at("outblob"), REPORT_BYTES);
    const auxblob = await this.#files
      .read(at("auxblob"), AUXBLOB_LIMIT_BYTES)
      .catch((error: unknown) => emptyWhenAbsent(error));
    const after = await this.#generation(at);
    if (before === null || after === null) return "uncounted";
    // The kernel counts writes: another number than our two means that someone else wrote into this request.
    if (after !== before + 2) return "intruded";
    if (outblob.length !== REPORT_BYTES)
      throw new AttestationError("The firmware's report is not 1184 bytes long.");
    if (auxblob.length > AUXBLOB_LIMIT_BYTES)
      throw new AttestationError("The host's certificate table is larger than 64 KiB.");
    return isOver(outblob, reportData) ? { outblob, auxblob } : "mistaken";
  }

  /** Null when the kernel gives no number. */
  async #generation(at: (attribute: string) => string): Promise<number | null> {
    const text = await this.#text(at("generation"));
    return /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
  }

  async #checkProvider(at: (attribute: string) => string): Promise<void> {
    const provider = await this.#text(at("provider"));
    if (provider !== "sev_guest")
      throw new AttestationError(
        `This machine attests as ${printable(provider)}, not as an AMD SEV-SNP guest.`,
      );
    const floor = await this.#text(at("privlevel_floor"));
    if (floor !== String(VMPL))
      throw new AttestationError(
        `The guest can only be attested at privilege level ${printable(floor)}, not at 0.`,
      );
  }

  async #text(path: string): Promise<string> {
    return new TextDecoder().decode(await this.#files.read(path, TEXT_LIMIT_BYTES)).trim();
  }
}

const isOver = (report: Uint8Array, reportData: Uint8Array): boolean =>
  equalBytes(report.subarray(REPORT_DATA_AT, REPORT_DATA_AT + REPORT_DATA_BYTES), reportData);

const isBusy = (error: unknown): boolean => ["EBUSY", "EINTR", "EAGAIN"].includes(codeOf(error) ?? "");

function emptyWhenAbsent(error: unknown): Uint8Array {
  if (codeOf(error) === "ENOENT") return new Uint8Array();
  throw error;
}

const printable = (text: string): string => text.replaceAll(/[^A-Za-z0-9_-]/g, "").slice(0, 32) || "nothing";
