import type { JwtApp } from "./jwtApp";

/**
 * What stands for an app in the gateway's addresses: made once from its name, in lower case, with all but letters and
 * digits turned into single hyphens, and with a number behind where another app has it or had it.
 * @param taken all that were ever given, whatever their letter case
 */
export function slugFor(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  const plain = [...words].slice(0, MAX_SLUG_LENGTH).join("").replace(/-$/, "") || "app";
  for (let number = 2, slug = plain; ; number++) {
    if (!taken.has(slug)) return slug;
    slug = `${plain}-${number}`;
  }
}

/** In characters, without the number. */
const MAX_SLUG_LENGTH = 60;

/** Whether the gateway decrypts this app's answers, which it does unless the app says otherwise, and encrypts bodies. */
export function gatewaySwitches({ gateway }: Pick<JwtApp, "gateway">): { decrypts: boolean; encrypts: boolean } {
  return { decrypts: gateway?.decrypts ?? true, encrypts: gateway?.encrypts ?? false };
}
