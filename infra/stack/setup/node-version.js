/** The lowest version that everything here runs on. */
const LOWEST = [20, 19];

/** Whether `version`, such as "20.20.1", is new enough. No syntax in this file is newer than what it refuses. */
export function isNewEnough(version) {
  const parts = version.split(".").map(Number);
  return parts[0] > LOWEST[0] || (parts[0] === LOWEST[0] && parts[1] >= LOWEST[1]);
}

/** Ends the process with a sentence when Node is too old. */
export function demandNode() {
  if (isNewEnough(process.versions.node)) return;
  process.stderr.write(
    "Cocoon needs Node " +
      LOWEST.join(".") +
      " or newer and this is " +
      process.version +
      "; install a newer one.\n",
  );
  process.exit(1);
}
