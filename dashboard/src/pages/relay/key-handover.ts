/** Passes a new API key from the dialog that created it to the recipes, in memory only. A reload loses it. */
let keyOnItsWay = '';

export function handOverKey(key: string): void {
  keyOnItsWay = key;
}

export function takeKey(): string {
  const key = keyOnItsWay;
  keyOnItsWay = '';
  return key;
}
