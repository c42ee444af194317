/** The last digits of a phone number, by which people know the phone: `•••472`. Anything else as it is. */
export function lastDigits(destination: string): string {
  const digits = /^[+\d\s().,•*·…#xX-]*?(\d{1,4})$/.exec(destination)?.[1];
  return digits === undefined ? destination : `•••${digits}`;
}
