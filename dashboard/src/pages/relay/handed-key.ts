/** A key that was just made, for the recipes: in this page's memory only, until it is left or loaded anew. */
let handedKey = '';

export function handKey(key: string): void {
  handedKey = key;
}

export function takeHandedKey(): string {
  const key = handedKey;
  handedKey = '';
  return key;
}
