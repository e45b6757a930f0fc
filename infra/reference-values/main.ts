import { readCommand, USAGE } from "./arguments.ts";
import { makeKeyFile } from "./key-file.ts";
import { rim } from "./rim/command.ts";
import { show } from "./show.ts";
import { sign } from "./sign.ts";
import { RefusedError, UsageError } from "./usage-error.ts";
import { witness } from "./witness.ts";

/** npm run reference-values -w infra: keys, signatures and witness statements of whoever releases images (SPEC 10). */
function main(): string {
  const command = readCommand(process.argv.slice(2), process.env["INIT_CWD"] ?? process.cwd());
  switch (command.command) {
    case "help":
      return USAGE;
    case "keygen":
      return `${makeKeyFile(command.out)}\n`;
    case "sign":
      return sign(command, Date.now());
    case "witness":
      return witness(command, Date.now());
    case "rim":
      return rim(command, Date.now());
    case "show":
      return show(command);
  }
}

try {
  process.stdout.write(main());
} catch (error) {
  if (!(error instanceof UsageError || error instanceof RefusedError)) throw error;
  process.stderr.write(`reference-values: ${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
