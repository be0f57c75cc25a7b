import { scopeById } from "../../scopes/catalogue";
import type { ExportedApp } from "../exportApps";
import { isObject, type JsonObject } from "../../text/json";
import { NEW_APP } from "../jwtApp";

type FieldName = keyof ExportedApp;

/** An entry of an export, and what of it stands for nothing in the file. */
export interface Completed {
  readonly entry: unknown;
  /** Fields that the file leaves open. */
  readonly assumed: ReadonlySet<FieldName>;
}

/**
 * An entry with what a new app begins with in the form where it says nothing: whoever writes an export by hand gives a
 * name and a client ID. An algorithm that isn't named is marked as assumed.
 * @param now seconds since the epoch
 */
export function completed(entry: unknown, now: number): Completed {
  if (!isObject(entry)) return { entry, assumed: new Set() };
  const assumed = new Set<FieldName>();
  const whole: Record<string, unknown> = { ...entry };
  for (const [name, value] of Object.entries(startOf(entry, now)) as [FieldName, unknown][]) {
    if (whole[name] !== undefined && whole[name] !== null && whole[name] !== "") continue;
    whole[name] = value;
    assumed.add(name);
  }
  if (assumed.has("algorithm")) {
    whole["algorithmAssumed"] = true;
    assumed.add("algorithmAssumed");
  }
  return { entry: whole, assumed };
}

/** What was assumed, as `name = value`, but for what stands for nothing. */
export function assumedInWords(app: ExportedApp, assumed: ReadonlySet<FieldName>): string {
  const told = TOLD.filter((name) => assumed.has(name));
  const valueOf = (name: (typeof TOLD)[number]): string =>
    name === "createdAt" ? new Date(app.createdAt * 1000).toISOString() : String(app[name]);
  return told.map((name) => `${name} = ${valueOf(name)}`).join(", ");
}

const TOLD = [
  "createdIn",
  "usedFor",
  "algorithm",
  "enforceJti",
  "enforceJwe",
  "enforcePayloadEncryption",
  "createdAt",
] as const;

function startOf(entry: JsonObject, now: number) {
  return { ...NEW_APP, createdIn: placeOf(entry), scopes: [], tables: [], createdAt: now };
}

/** Where its scopes or tables belong. */
function placeOf({ scopes, tables }: JsonObject): ExportedApp["createdIn"] {
  if (isFilled(tables)) return "tables";
  const ids = Array.isArray(scopes) ? scopes.map((scope: unknown) => (isObject(scope) ? scope["id"] : undefined)) : [];
  const levels = new Set(ids.flatMap((id) => (typeof id === "string" ? scopeById(id)?.level : undefined) ?? []));
  const [level] = levels;
  return levels.size === 1 && level ? level : NEW_APP.createdIn;
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}
