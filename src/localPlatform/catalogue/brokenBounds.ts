import type { Call } from "../http/call";
import { valuesAt } from "../http/jsonPlaces";

/**
 * Those of an endpoint's bounds (endpointRow.ts) that a request breaks, as they are written. What can't be read, such as
 * a date, breaks none.
 */
export function brokenBounds(call: Call): readonly string[] {
  return (call.found.endpoint.bounds ?? []).filter((bound) => isBroken(bound, call));
}

function isBroken(bound: string, call: Call): boolean {
  const [, from = "", to, rule = "", condition] =
    /^([\w.*]+?)(?:\.\.([a-z][\w.]*))? (.+?)(?: where (.+))?$/i.exec(bound) ?? [];
  const [name = "", wanted] = condition?.split(" = ") ?? [];
  if (condition !== undefined && !given(call, name).includes(wanted)) return false;
  const [, least = "-Infinity", , most = "", unit] = /^(?:(\d+)\.\.|(<=?) )(\d+)(?: (\w+))?$/.exec(rule) ?? [];
  const fits = { least: Number(least), most: Number(most), isLess: rule.startsWith("< ") };
  if (to !== undefined) return isTooLong(given(call, from)[0], given(call, to)[0], unit, fits);
  return given(call, from).some((value) => isOutside(sizeOf(value, unit), fits));
}

interface Fits {
  readonly least: number;
  readonly most: number;
  /** Less than `most`, and not as much. */
  readonly isLess: boolean;
}

/** In the body and in the query: pages put such parameters into both. */
function given({ json, query }: Call, place: string): readonly unknown[] {
  const inQuery = query.get(place);
  return [...valuesAt(json, place), ...(inQuery === null ? [] : [inQuery])].filter((value) => value !== undefined);
}

function sizeOf(value: unknown, unit: string | undefined): number {
  if (unit === "items") return Array.isArray(value) ? value.length : Number.NaN;
  if (unit === "characters") return typeof value === "string" ? value.length : Number.NaN;
  const isNumber = typeof value === "number" || (typeof value === "string" && /^-?\d{1,15}(?:\.\d+)?$/.test(value));
  return isNumber ? Number(value) : Number.NaN;
}

function isOutside(size: number, { least, most, isLess }: Fits): boolean {
  return size < least || size > most || (isLess && size === most);
}

function isTooLong(from: unknown, to: unknown, unit: string | undefined, fits: Fits): boolean {
  const [start, end] = [timeOf(from), timeOf(to)];
  if (unit === "months") return end > monthsLater(start, fits.most);
  return isOutside((end - start) / (unit === "hours" ? HOUR : 24 * HOUR), { ...fits, least: -Infinity });
}

/** Milliseconds since the epoch; NaN for what is no date. */
function timeOf(value: unknown): number {
  return typeof value === "string" && value.length < 50 ? Date.parse(value) : Number.NaN;
}

function monthsLater(time: number, months: number): number {
  const date = new Date(time);
  return date.setUTCMonth(date.getUTCMonth() + months);
}

const HOUR = 3_600_000;
