import { callsOf, endpoints } from "../../../src/domain/scopes/catalogue";

/** What `findEndpoint` finds, without the query: ids of endpoints and in what the path deviates, or allowed methods. */
export interface FoundByComparing {
  readonly ids: readonly string[];
  readonly deviations: readonly string[];
  readonly allowed: readonly string[];
}

/** Looks at every template of the catalogue, one after the other, in both spellings of its version. */
export function comparedWithEvery(method: string, path: string): FoundByComparing {
  const segments = path.split("/").slice(1);
  const fits = CALLS().flatMap((call) => [
    ...scored(call, call.template, segments, []),
    ...scored(call, unversioned(call.template), unversioned(segments), ["version"]),
  ]);
  const least = (of: typeof fits) => of.reduce((best, { score }) => (score < best ? score : best), "~");
  const own = fits.filter((fit) => fit.method === method);
  const best = own.filter(({ score }) => score === least(own));
  const closest = fits.find(({ score }) => score === least(fits))?.deviations.length;
  const alike = fits.filter(({ deviations }) => deviations.length === closest);
  return best.length > 0
    ? { ids: unique(best.map(({ id }) => id)), deviations: best[0]?.deviations ?? [], allowed: [] }
    : { ids: [], deviations: [], allowed: unique(alike.map((fit) => fit.method)) };
}

interface Call {
  readonly id: string;
  readonly method: string;
  readonly template: readonly string[];
  readonly isOwn: boolean;
}

let calls: readonly Call[] | undefined;

const CALLS = (): readonly Call[] =>
  (calls ??= endpoints().flatMap((endpoint) =>
    callsOf(endpoint).map(([method, path], index) => ({
      id: endpoint.id,
      method,
      template: path.replace(/\/$/, "").split("/").slice(1),
      isOwn: index === 0 && endpoint.path === path,
    })),
  ));

/** The score says in its order: deviations, then parameters from left to right, then another call. */
function scored(
  { id, method, isOwn }: Call,
  template: readonly string[],
  segments: readonly string[],
  known: string[],
) {
  if (template.length !== segments.length) return [];
  const pairs = template.map((expected, index) => [expected, segments[index] ?? ""] as const);
  const each = pairs.map(([expected, actual]) => {
    if (expected.startsWith("{") || expected === actual) return undefined;
    const [one, other] = [expected, actual.toLowerCase()];
    if (one.toLowerCase() === other) return "case";
    return one === "bot" && other === "stream"
      ? "streamForBot"
      : one === "stream" && other === "bot"
        ? "botForStream"
        : "";
  });
  if (each.includes("")) return [];
  const deviations = unique([...known, ...each.flatMap((one) => one ?? [])]);
  const hasWord = pairs.some(([name, value]) => /^\{(?:bot|stream)Id\}$/.test(name) && /^[a-z]+$/i.test(value));
  if (hasWord && deviations.length > 0) return [];
  const score = [deviations.length, ...template.map((one) => (one.startsWith("{") ? 1 : 0)), isOwn ? 0 : 1].join("");
  return [{ id, method, deviations, score }];
}

function unversioned(segments: readonly string[]): readonly string[] {
  const path = segments.join("/");
  return path.replace(/^(api)\/v?\d{1,3}(?:\.\d{1,3})?\/(public|rest)(?=\/|$)/i, "$1/$2").split("/");
}

function unique(all: readonly string[]): readonly string[] {
  return [...new Set(all)];
}
