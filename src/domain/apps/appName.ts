/** Whether two apps would have the same name: names are unique ignoring case, Unicode form and outer white space. */
export function isSameName(a: string, b: string): boolean {
  return fold(a) === fold(b);
}

/** Lower case first, then upper: so "K" (Kelvin) meets "k", and "ß" meets "SS". */
export function fold(name: string): string {
  return name.trim().normalize("NFC").toLowerCase().toUpperCase().normalize("NFC");
}
