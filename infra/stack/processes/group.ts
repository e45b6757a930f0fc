/** Signals a process group; false when it is gone already. A group of another user counts as gone. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
}

export const groupIsAlive = (leader: number): boolean => signalGroup(leader, 0);
