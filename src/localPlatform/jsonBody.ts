import { isDeeperThan } from "../domain/jsonDepth";

/** A body as JSON: absent, a value, or no JSON within the bounds. */
export type JsonBody = { readonly kind: "none" } | { readonly kind: "json"; readonly value: unknown } | { readonly kind: "invalid" };

/** @param maxDepth brackets within brackets, counted before anything is parsed */
export function readJson(body: Uint8Array, maxDepth: number): JsonBody {
  if (!body.length) return { kind: "none" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    if (!text.trim()) return { kind: "none" };
    return isDeeperThan(maxDepth, text) ? { kind: "invalid" } : { kind: "json", value: JSON.parse(text) as unknown };
  } catch {
    return { kind: "invalid" };
  }
}

/** The value under a name of a JSON object; inherited names are none. */
export function property(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
