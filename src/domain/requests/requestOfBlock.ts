import { HOST_PRESETS } from "../apps/hosts";
import type { VerifyRequest } from "../tokens/verify/verifyInput";
import { type FileRequest, fillWith, type RequestBlock, variablesAt } from "./requestFile";

/** A request as it would be sent, as far as the file tells. */
export interface SentRequest extends VerifyRequest {
  /**
   * `platform`: one of the platform's known hosts. `unknown`: the host stands in no file, is this computer, or none is
   * named. `foreign`: another host, which may be an installation of the platform.
   */
  readonly host: "platform" | "unknown" | "foreign";
  /** Host and port, lower case, as the file names them with its variables filled in; empty where it names none. */
  readonly authority: string;
  /** The path begins behind something that the file doesn't define, and so may lack its beginning. */
  readonly isPathPartial: boolean;
}

/**
 * The values of the file's variables at each of its blocks: the last above the request, or else the first below.
 * `blocks` are in order, whatever text their offsets refer to.
 */
export function blockVariables(blocks: readonly RequestBlock[]): (block: RequestBlock) => ReadonlyMap<string, string> {
  const defining = blocks.filter(({ variables }) => variables.length > 0);
  const names = defining.flatMap(({ variables }) => variables.map(({ name }) => name));
  const all = variablesAt(defining, 0);
  if (new Set(names).size === names.length) return () => all;
  const order = new Map(blocks.map((block, index) => [block, index]));
  return (block) => {
    const values = new Map<string, string>();
    const own = order.get(block) ?? 0;
    for (const other of defining) {
      const isAbove = (order.get(other) ?? 0) <= own;
      for (const { name, value } of other.variables) if (isAbove || !values.has(name)) values.set(name, value.text);
    }
    return values;
  };
}

/** The request of a block with its variables filled in. `text` is what the block's offsets refer to. */
export function requestOfBlock(text: string, request: FileRequest, variables: ReadonlyMap<string, string>): SentRequest {
  const fill = (value: string): string => fillWith(value, variables);
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const { name, value } of request.headers) headers[name.text.toLowerCase()] ??= fill(value.text);
  const { body } = request;
  const takesBody = body && !body.isFile && body.end - body.start <= MAX_BODY;
  return {
    method: request.method,
    ...targetOf(fill(request.url.text), headers["host"]),
    headers,
    ...(takesBody ? { body: new TextEncoder().encode(fill(text.slice(body.start, body.end))) } : {}),
  };
}

/** Characters of a body that is looked at, which only the JWT grant's is. */
const MAX_BODY = 100_000;

function targetOf(url: string, hostHeader: string | undefined): Pick<SentRequest, "path" | "host" | "authority" | "isPathPartial"> {
  const [, authority, rest = ""] = /^(?:https?:\/\/)?((?:\{\{[^{}]{1,200}\}\}|[^/?#{}\s])*)(.*)$/is.exec(url) ?? [];
  const path = rest.startsWith("/") ? rest : `/${rest}`;
  const name = (authority || hostHeader || "").toLowerCase();
  if (name === "" || name.includes("{{")) return { path, host: "unknown", authority: name, isPathPartial: name !== "" && !/^\/(?:api|chatbot)\//i.test(path) };
  return { path, host: hostKind(name), authority: name.slice(name.lastIndexOf("@") + 1), isPathPartial: false };
}

function hostKind(authority: string): SentRequest["host"] {
  const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d{1,5}$/, "");
  if (HOST_PRESETS.some((preset) => preset.host === host) || /(?:^|\.)kore\.(?:ai|com)$/.test(host)) return "platform";
  return /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(host) ? "unknown" : "foreign";
}
