export function isNewEnough(version: string): boolean;
export function demandNode(): void;
