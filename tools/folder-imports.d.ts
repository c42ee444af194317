export const mayImport: Record<string, readonly string[]>;
export function importZones(
  folders: readonly string[],
): { target: string; from: string[]; message: string }[];
export function foldersOf(list: (folder: string) => string[]): string[];
