import { isObject } from "../../domain/text/json";
import type { Call } from "../http/call";
import { valuesAt } from "../http/jsonPlaces";

/**
 * Those of an endpoint's bounds (endpointRow.ts) that a request breaks, as they are written. What can't be read, such as
 * a date, breaks none.
 */
export function brokenBounds(call: Call): readonly string[] {
  const { bounds } = call.found.endpoint;
  return bounds ? bounds.filter((written) => isBroken(boundOf(written), call)) : [];
}

/** A bound as it is read once. */
interface Bound {
  readonly from: string;
  /** Of a period. */
  readonly to: string | undefined;
  readonly least: number;
  readonly most: number;
  /** Less than `most`, and not as much. */
  readonly isLess: boolean;
  readonly unit: string | undefined;
  readonly condition: { readonly name: string; readonly value: string } | undefined;
}

/** Of the catalogue's rows alone, so that it can't grow. */
const READ = new Map<string, Bound>();

function boundOf(written: string): Bound {
  const known = READ.get(written);
  if (known) return known;
  const [, from = "", to, rule = "", name, value] =
    /^([\w.*]+?)(?:\.\.([a-z][\w.]*))? (.+?)(?: where ([\w.]+) = (\w+))?$/i.exec(written) ?? [];
  const [, least, sign, number, unit] = /^(?:(\d+)\.\.|(<=?|>=) )(\d+)(?: (\w+))?$/.exec(rule) ?? [];
  const bound: Bound = {
    from,
    to,
    // What is counted isn't negative.
    least: sign === ">=" ? Number(number) : Number(least ?? 0),
    most: sign === ">=" ? Infinity : Number(number),
    isLess: sign === "<",
    unit,
    condition: name === undefined || value === undefined ? undefined : { name, value },
  };
  READ.set(written, bound);
  return bound;
}

function isBroken(bound: Bound, call: Call): boolean {
  const { from, to, unit, condition } = bound;
  if (condition && !given(call, condition.name).some((value) => isSameWord(value, condition.value))) return false;
  if (to !== undefined) return isTooLong(given(call, from)[0], given(call, to)[0], bound);
  return given(call, from).some((value) => isOutside(sizeOf(value, unit), bound));
}

/** Pages and samples differ in the case of such words. */
function isSameWord(value: unknown, word: string): boolean {
  return typeof value === "string" && value.toLowerCase() === word.toLowerCase();
}

/** In the body and in the query: pages put such parameters into both. */
function given({ json, query }: Call, place: string): readonly unknown[] {
  const inQuery = query.get(place);
  return [...valuesAt(json, place), ...(inQuery === null ? [] : [inQuery])].filter((value) => value !== undefined);
}

function sizeOf(value: unknown, unit: string | undefined): number {
  switch (unit) {
    case "items":
      return Array.isArray(value) ? value.length : Number.NaN;
    case "members":
      return isObject(value) ? Object.keys(value).length : Number.NaN;
    case "characters":
      return typeof value === "string" ? value.length : Number.NaN;
    default:
      return numberOf(value);
  }
}

function numberOf(value: unknown): number {
  const isNumber = typeof value === "number" || (typeof value === "string" && /^-?\d{1,15}(?:\.\d+)?$/.test(value));
  return isNumber ? Number(value) : Number.NaN;
}

function isOutside(size: number, { least, most, isLess }: Bound): boolean {
  return size < least || size > most || (isLess && size === most);
}

/** A period that ends before it begins is none. */
function isTooLong(from: unknown, to: unknown, bound: Bound): boolean {
  const [start, end] = [timeOf(from), timeOf(to)];
  if (bound.unit === "months") return end > monthsLater(start, bound.most);
  const length = (end - start) / (bound.unit === "hours" ? HOUR : 24 * HOUR);
  return length >= 0 && isOutside(length, bound);
}

/**
 * Milliseconds since the epoch; NaN for what is no time. Numbers are milliseconds, or seconds where those would be of the
 * year 1973 or before; a time without a zone is in UTC, so that no hour is lost where clocks change.
 */
function timeOf(value: unknown): number {
  const number = numberOf(value);
  if (!Number.isNaN(number)) return Math.abs(number) < 1e11 ? number * 1_000 : number;
  if (typeof value !== "string" || value.length >= 50) return Number.NaN;
  const isBare = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/.test(value);
  return Date.parse(isBare ? `${value.replace(" ", "T")}Z` : value);
}

/** By the calendar: the same day of that month, or its last one. */
function monthsLater(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months);
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime();
}

const HOUR = 3_600_000;
