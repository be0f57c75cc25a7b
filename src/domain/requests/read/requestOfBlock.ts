import { HOST_PRESETS } from "../../apps/hosts";
import { LIMITS } from "../../limits";
import { atOnce } from "../../steps";
import type { VerifyRequest } from "../../tokens/verify/verifyInput";
import { type GatewayTarget, gatewayTarget } from "../destination/gatewayAddress";
import { fillWith, type VariableValues } from "./fileVariables";
import type { FileRequest } from "./requestFile";
import { sentBodyInSteps } from "./sentBody";

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
  /** What its body says can't be told here: it stands in another file, or is too long. */
  readonly isBodyOpen: boolean;
  /** Headers of its own may come from somewhere else: httpYac's `...name`. */
  readonly areHeadersOpen: boolean;
  /** It goes through the gateway, which gives it a token of the app that is named there: `path` is the platform's. */
  readonly gateway?: GatewayTarget;
}

/**
 * The request of a block with its variables filled in, as far as `LIMITS.filledRequest` goes. `text` is what
 * the block's offsets refer to. Of a header that is there more than once, the last counts.
 */
export function requestOfBlock(text: string, request: FileRequest, variables: VariableValues): SentRequest {
  let room: number = LIMITS.filledRequest;
  const fill = (value: string): string => {
    const filled = fillWith(value, variables, Math.min(LIMITS.filled, value.length + room));
    room -= Math.max(0, filled.length - value.length);
    return filled;
  };
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  const repeated = new Set<string>();
  for (const { name, value } of request.headers.slice(0, LIMITS.headers)) {
    const key = name.text.toLowerCase();
    if (headers[key] !== undefined) repeated.add(key);
    headers[key] = fill(value.text);
  }
  const { body } = request;
  const isBodyOpen = body !== undefined && (body.isFile || body.end - body.start > LIMITS.body);
  const url = fill(request.url.text);
  const gateway = gatewayTarget(url);
  const target = gateway ? throughGateway(gateway) : targetOf(url, headers["host"]);
  const sent =
    body && !isBodyOpen
      ? atOnce(sentBodyInSteps(text, request, variables, Math.min(LIMITS.filled, body.end - body.start + room)))
      : undefined;
  return {
    method: request.method,
    ...target,
    headers,
    ...(repeated.size > 0 && { repeatedHeaders: [...repeated] }),
    ...(sent === undefined ? {} : { body: new TextEncoder().encode(sent) }),
    isBodyOpen,
    areHeadersOpen: request.hasMoreHeaders === true,
    ...(gateway && { gateway }),
  };
}

/** Whether a request goes through the gateway, and in whose name, without looking at the rest of it. */
export function gatewayOf({ url }: Pick<FileRequest, "url">, variables: VariableValues): GatewayTarget | undefined {
  return gatewayTarget(fillWith(url.text.slice(0, LIMITS.address), variables));
}

type Target = Pick<SentRequest, "path" | "host" | "authority" | "isPathPartial">;

/** To the host of the app, whatever that is. */
function throughGateway({ path, isCertain }: GatewayTarget): Target {
  return { path, host: isCertain ? "platform" : "unknown", authority: "", isPathPartial: false };
}

function targetOf(url: string, hostHeader: string | undefined): Target {
  const [, authority, rest = ""] = /^(?:https?:\/\/)?((?:\{\{[^{}]{1,200}\}\}|[^/?#{}\s])*)(.*)$/is.exec(url) ?? [];
  const path = rest.startsWith("/") ? rest : `/${rest}`;
  const name = (authority || hostHeader || "").toLowerCase();
  if (name === "" || name.includes("{{"))
    return {
      path,
      host: "unknown",
      authority: name,
      isPathPartial: name !== "" && !/^\/(?:api|chatbot)\//i.test(path),
    };
  return { path, host: hostKind(name), authority: name.slice(name.lastIndexOf("@") + 1), isPathPartial: false };
}

/** Of a host with or without a port, in lower case. */
export function hostKind(authority: string): SentRequest["host"] {
  const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d{1,5}$/, "");
  // Clients read a backslash as a slash, and may decode what is encoded: only a plain name is the host that it seems to be.
  if (!/^(?:[a-z0-9.-]+|\[::1\])$/.test(host)) return "foreign";
  if (HOST_PRESETS.some((preset) => preset.host === host) || /(?:^|\.)kore\.(?:ai|com)$/.test(host)) return "platform";
  return /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(host) ? "unknown" : "foreign";
}
