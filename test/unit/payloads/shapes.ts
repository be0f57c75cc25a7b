// The shapes that a captured payload may have, as dimensions that vary on their own.
import type { MadeParts, Shape } from "./envelopeMaker";

export type FullShape = Shape & {
  readonly names: keyof typeof NAMES;
  readonly frame: keyof typeof FRAMES;
  readonly plaintext: keyof typeof PLAINTEXTS;
};

export const PLAINTEXTS = {
  json: '{"sessions":[{"sessionId":"5d8a","big":12345678901234567890,"text":"Grüße, 你好"},{"a":1,"a":2}],"total":2}',
  emptyList: "[]",
  text: "Not JSON at all, yet text.",
} as const;

const NAMES = {
  usual: { key: "encryptedKey", iv: "iv", tag: "authTag", data: "encryptedData" },
  short: { key: "k", iv: "n", tag: "t", data: "d" },
  other: { key: "aesKey", iv: "nonce", tag: "mac", data: "response" },
  misleading: { key: "data", iv: "key", tag: "iv", data: "tag" },
} as const;

type Names = (typeof NAMES)[keyof typeof NAMES];

const FRAMES = {
  flat: (parts: MadeParts, names: Names) => JSON.stringify(named(parts, names)),
  pretty: (parts: MadeParts, names: Names) =>
    JSON.stringify({ status: "success", requestId: "req-00000000000000000001", result: named(parts, names) }, null, 2),
  nested: (parts: MadeParts, names: Names) => {
    const { [names.data]: data, ...rest } = named(parts, names);
    return JSON.stringify({ meta: { ...rest, version: "1" }, [names.data]: data });
  },
  array: (parts: MadeParts, names: Names) =>
    JSON.stringify({ items: [{ id: 1 }, { id: 2, body: named(parts, names) }] }),
  jsonString: (parts: MadeParts, names: Names) =>
    JSON.stringify({ body: JSON.stringify(JSON.stringify(named(parts, names))) }),
  logLine: (parts: MadeParts, names: Names) =>
    `2026-02-03T04:05:06.789Z [INFO] starting\n2026-02-03T04:05:07.000Z [INFO] (req-1) response: ${JSON.stringify(named(parts, names))} took 12 ms\nnext line {"a":1}`,
  httpHeaders: (parts: MadeParts, names: Names) => {
    const { [names.data]: data, ...rest } = named(parts, names);
    const headers = Object.entries(rest).map(([name, value]) => `X-${name}: ${value}`);
    return [
      "HTTP/1.1 200 OK",
      "Content-Type: application/json",
      'ETag: W/"1f-abc"',
      ...headers,
      "",
      JSON.stringify({ [names.data]: data }),
    ].join("\r\n");
  },
  form: (parts: MadeParts, names: Names) =>
    Object.entries(named(parts, names))
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join("&"),
  xml: (parts: MadeParts, names: Names) =>
    `<envelope>\n${Object.entries(named(parts, names))
      .map(([name, value]) => `  <${name}>${value}</${name}>`)
      .join("\n")}\n</envelope>`,
} as const;

function named(parts: MadeParts, names: Names): Record<string, string> {
  const entries = (["key", "iv", "tag", "data"] as const).flatMap((part) =>
    parts[part] === undefined ? [] : [[names[part], parts[part]]],
  );
  return Object.fromEntries(entries) as Record<string, string>;
}

export function embed(parts: MadeParts, shape: FullShape): string {
  return FRAMES[shape.frame](parts, NAMES[shape.names]);
}

export const DIMENSIONS: { readonly [Name in keyof FullShape]: readonly FullShape[Name][] } = {
  wrap: ["oaep-sha256", "oaep-sha1", "oaep-sha384", "oaep-sha512", "oaep-sha256-mgf1-sha1", "pkcs1", "shared"],
  keyBits: [256, 128, 192],
  keyForm: ["raw", "base64", "hex"],
  mode: ["gcm", "cbc"],
  ivLength: [12, 16],
  ivPlace: ["separate", "front"],
  tagPlace: ["separate", "end", "front"],
  encoding: ["base64", "base64url", "hex", "HEX"],
  gzip: [false, true],
  names: ["usual", "short", "other", "misleading"],
  frame: ["flat", "pretty", "nested", "array", "jsonString", "logLine", "httpHeaders", "form", "xml"],
  plaintext: ["json", "emptyList", "text"],
};

/** Dimensions that say nothing in a combination have only their first value there; XML and forms lose short values. */
export function isPossible(shape: FullShape): boolean {
  if (shape.wrap === "shared" && (shape.keyBits !== 256 || shape.keyForm !== "raw")) return false;
  if (shape.mode === "cbc" && (shape.ivLength !== 16 || shape.tagPlace !== "separate")) return false;
  const isTiny =
    shape.plaintext === "emptyList" &&
    !shape.gzip &&
    shape.mode === "gcm" &&
    shape.tagPlace === "separate" &&
    shape.ivPlace === "separate";
  return !(isTiny && (shape.frame === "form" || shape.frame === "xml"));
}

/** A set of combinations in which every pair of values of two dimensions occurs, as far as it is possible at all. */
export function pairwise(dimensions: typeof DIMENSIONS): FullShape[] {
  const names = Object.keys(dimensions) as (keyof FullShape)[];
  const wanted = new Set<string>();
  const pair = (one: string, first: unknown, two: string, second: unknown) =>
    `${one}=${String(first)} ${two}=${String(second)}`;
  names.forEach((one, at) => {
    for (const two of names.slice(at + 1))
      for (const first of dimensions[one])
        for (const second of dimensions[two]) wanted.add(pair(one, first, two, second));
  });
  const pairsOf = (shape: FullShape) =>
    names.flatMap((one, at) => names.slice(at + 1).map((two) => pair(one, shape[one], two, shape[two])));
  const chosen: FullShape[] = [];
  // A fixed sequence of candidates, so that a failure is the same each time.
  let state = 12345;
  const next = (below: number) => (state = (state * 1103515245 + 12345) % 2147483648) % below;
  for (let misses = 0; wanted.size > 0 && misses < 300;) {
    let best: FullShape | undefined;
    let gain = 0;
    for (let candidate = 0; candidate < 40; candidate++) {
      const shape = Object.fromEntries(
        names.map((name) => [name, dimensions[name][next(997) % dimensions[name].length]]),
      ) as unknown as FullShape;
      if (!isPossible(shape)) continue;
      const gained = pairsOf(shape).filter((one) => wanted.has(one)).length;
      if (gained > gain) [best, gain] = [shape, gained];
    }
    if (!best) {
      misses++;
      continue;
    }
    chosen.push(best);
    for (const one of pairsOf(best)) wanted.delete(one);
  }
  return chosen;
}
