import { dirname } from "node:path";
import { AttestationError } from "../attestation-error.ts";
import { codeOf, type TsmFiles } from "./files.ts";

const NO_SUPPORT = "This host has no SEV-SNP guest support";

/** Why no request could even begin, and what the owner can do. @param root the folder of requests, `…/tsm/report` */
export async function unsupported(error: unknown, root: string, files: TsmFiles): Promise<AttestationError> {
  const code = codeOf(error);
  switch (code) {
    case "ENXIO":
      return new AttestationError(
        `${NO_SUPPORT}: its kernel has no firmware to ask (ENXIO); start the worker inside an SEV-SNP guest, and load the driver there with "modprobe sev-guest".`,
      );
    case "ENOENT":
      return new AttestationError(`${NO_SUPPORT}: ${await whatIsMissing(dirname(dirname(root)), files)}.`);
    case "EACCES":
    case "EPERM":
      return new AttestationError(
        `The worker may not use this host's SEV-SNP guest support (${code}); run it as root inside the guest.`,
      );
    default:
      return new AttestationError(`No attestation report can be asked for (${code ?? "unknown error"}).`);
  }
}

/** Configfs has a folder for each module that uses it, so an empty one was never mounted, or nothing uses it. */
async function whatIsMissing(configfs: string, files: TsmFiles): Promise<string> {
  const users = await files.list(configfs).catch(() => []);
  return users.length === 0
    ? `configfs is not mounted; inside an SEV-SNP guest of Linux 6.7 or later, run "mount -t configfs configfs ${configfs}" and "modprobe sev-guest"`
    : `its kernel has no configfs-tsm; inside an SEV-SNP guest of Linux 6.7 or later with CONFIG_TSM_REPORTS, run "modprobe sev-guest"`;
}
