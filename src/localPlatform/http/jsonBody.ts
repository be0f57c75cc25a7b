import { isObject } from "../../domain/text/json";
import { TimeSlices } from "../../domain/steps";
import { measureJson } from "./measureJson";

/** A body as JSON: absent, a value, no JSON within the bounds, or more of it than is taken. */
export type JsonBody =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "invalid" }
  | { readonly kind: "tooMany"; readonly what: "values" | "rows" };

export interface JsonBounds {
  /** Brackets within brackets. */
  readonly depth: number;
  readonly values: number;
  /** Elements of an array in the outermost object. */
  readonly rows?: number | undefined;
}

/** The bounds are counted before anything is parsed, with turns for other requests in between. */
export async function readJson(body: Uint8Array, { depth, values, rows = Infinity }: JsonBounds): Promise<JsonBody> {
  if (!body.length) return { kind: "none" };
  const measured = await new TimeSlices().run(measureJson(body, { depth, values, rows }));
  if (measured === "depth") return { kind: "invalid" };
  if (measured === "values" || measured === "rows") return { kind: "tooMany", what: measured };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    if (!text.trim()) return { kind: "none" };
    return { kind: "json", value: JSON.parse(text) as unknown };
  } catch {
    return { kind: "invalid" };
  }
}

/** The value under a name of a JSON object; inherited names are none. */
export function property(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
