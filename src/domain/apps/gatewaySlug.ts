import type { Steps } from "../steps";
import type { JwtApp } from "./jwtApp";

/**
 * What stands for an app in the gateway's addresses: made once from its name, in lower case, with all but letters and
 * digits turned into single hyphens, and with a number behind where another app has it or had it.
 * @param taken all that were ever given
 * @param next of names that come to the same, the number that is tried next: many names begin alike
 */
export function slugFor(name: string, taken: ReadonlySet<string>, next = new Map<string, number>()): string {
  const plain = [...wordsOf(name)].slice(0, MAX_PLAIN_LENGTH).join("").replace(/-$/, "") || "app";
  if (!taken.has(plain)) return plain;
  for (let number = next.get(plain) ?? 2; ; number++) {
    const slug = `${plain}-${number}`;
    if (taken.has(slug)) continue;
    next.set(plain, number + 1);
    return slug;
  }
}

/** Whether it is one that `slugFor` could have made. */
export function isSlug(text: string): boolean {
  // In UTF-16 units, of which a character has at most two.
  return (
    text !== "" && text.length <= 2 * MAX_SLUG_LENGTH && [...text].length <= MAX_SLUG_LENGTH && wordsOf(text) === text
  );
}

/**
 * A slug for each of the apps, in their order: the one that it brings where that is free, so that addresses stay as they
 * are, then the others by the rule.
 * @param taken all that were ever given
 */
export function* slugsFor<T extends Pick<JwtApp, "name" | "slug">>(
  apps: readonly T[],
  taken: ReadonlySet<string>,
): Steps<Map<T, string>> {
  const given = new Map<T, string>();
  const all = new Set(taken);
  for (const app of apps) {
    yield;
    const { slug } = app;
    if (slug === undefined || !isSlug(slug) || all.has(slug)) continue;
    given.set(app, slug);
    all.add(slug);
  }
  const next = new Map<string, number>();
  for (const app of apps) {
    yield;
    if (given.has(app)) continue;
    const slug = slugFor(app.name, all, next);
    given.set(app, slug);
    all.add(slug);
  }
  return given;
}

/** The app with this slug, or none. */
export function withSlug(app: JwtApp, slug: string | undefined): JwtApp {
  if (app.slug === slug) return app;
  const { slug: _, ...rest } = app;
  return slug === undefined ? rest : { ...rest, slug };
}

/** Runs of letters and digits with the marks that belong to them, in lower case, with hyphens between them. */
function wordsOf(text: string): string {
  const seen = text
    .normalize("NFKC")
    // Joiners and selectors, which nobody could see or type in an address.
    .replace(/\p{DI}+/gu, "")
    .toLowerCase()
    // The lower case of "İ" keeps its dot as a character of its own, over one that "i" has anyway.
    .replace(/i\u0307+/g, "i")
    .normalize("NFKC");
  return (seen.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []).join("-");
}

/** In characters, without the number. */
const MAX_PLAIN_LENGTH = 60;
/** In characters. Percent-encoded these are at most 960, which an address of the gateway has room for. */
const MAX_SLUG_LENGTH = 80;

/** What the gateway does with an app's payloads unless the app says otherwise. */
export const USUAL_SWITCHES: GatewaySwitches = { decrypts: true, encrypts: false };
type GatewaySwitches = NonNullable<JwtApp["gateway"]>;

/**
 * Whether the gateway decrypts this app's answers, and encrypts bodies, which it does in no shape but one that was kept
 * for the app.
 */
export function gatewaySwitches({
  gateway = USUAL_SWITCHES,
  envelopeProfile,
}: Pick<JwtApp, "gateway" | "envelopeProfile">): GatewaySwitches {
  return { decrypts: gateway.decrypts, encrypts: gateway.encrypts && envelopeProfile !== undefined };
}
