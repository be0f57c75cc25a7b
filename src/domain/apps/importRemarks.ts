import { UserError } from "../errors";
import { AppSecretValues } from "./appSecrets";

/** What an import says beside its apps: nothing of the source goes without a word. */
export interface ImportRemarks {
  /** What could not be taken. */
  readonly problems: UserError[];
  /** What was taken otherwise than it stands there, or means nothing here. */
  readonly notes: UserError[];
}

/** A value of a source that isn't in what was made of it. */
export interface Untaken {
  /** Names and positions from the entry down, with dots: `platformKey.d`. */
  readonly path: string;
  /** Its name is that of a secret. Its value is never told. */
  readonly isSecret: boolean;
  /** What was taken in its place; undefined where nothing was. */
  readonly taken?: string | number | boolean | undefined;
}

/** Entries of one source that are told one by one; the rest is counted in words. */
const MAX_UNTAKEN = 100;

/**
 * The values of `source` that `taken`, which was made of it, has not or has otherwise. What is `null`, blank
 * or absent is nothing. Takes time linear in the source.
 * @param skipped names at the top that are told otherwise, or that belong to one machine alone
 */
export function untaken(source: object, taken: object, skipped: ReadonlySet<string>): Untaken[] {
  const found: Untaken[] = [];
  compare(source, taken, "", skipped, found);
  return found;
}

/** Names of secrets, and of the private parts of a JWK (RFC 7518, 6.3.2 and 6.4.1). */
export function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name) || /secret|private|password|passphrase/i.test(name);
}

/** A name from a file as a message can repeat it: one that is no name may be anything. */
export function shownName(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? name : "…";
}

const SECRET_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(AppSecretValues.entries),
  ...["d", "p", "q", "dp", "dq", "qi", "oth", "k"],
]);

function compare(source: object, taken: unknown, above: string, skipped: ReadonlySet<string>, found: Untaken[]): void {
  const other: Readonly<Record<string, unknown>> = typeof taken === "object" && taken !== null ? { ...taken } : {};
  for (const [name, value] of Object.entries(source) as [string, unknown][]) {
    if (found.length >= MAX_UNTAKEN) return;
    if (value === null || (typeof value === "string" && value.trim() === "") || (above === "" && skipped.has(name))) continue;
    const path = above === "" ? shownName(name) : `${above}.${shownName(name)}`;
    const has = Object.hasOwn(other, name) ? other[name] : undefined;
    if (typeof value === "object" && typeof has === "object" && has !== null) compare(value, has, path, skipped, found);
    else if (value !== has) found.push({ path, isSecret: isSecretName(name), ...(isShort(has) && { taken: has }) });
  }
}

function isShort(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
