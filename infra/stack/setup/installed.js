/**
 * Whether what npm says it has installed is what the lockfile asks for. Optional packages may be missing: those of other
 * systems are. Both are the `packages` of a lockfile; `installed` is null when there is none.
 */
export function matchesLockfile(wanted, installed) {
  if (installed === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes("node_modules/")) return true;
    const found = installed[path];
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}
