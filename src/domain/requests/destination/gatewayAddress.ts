import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import { marksIn } from "../../text/nextMark";
import { percentDecoded } from "../../text/percentDecoded";
import type { Piece } from "../../text/textRange";

/** The variable of request files that holds the gateway's address with its key, without a slash at the end. */
export const GATEWAY_VARIABLE = "gateway";
/** The environment variable from which it can come. */
export const GATEWAY_ENVIRONMENT = "JWT_APPS_GATEWAY";
/** What the gateway says it did, on each of its answers. */
export const GATEWAY_HEADER = "x-jwt-apps-gateway";

/** The path of a request to the gateway, taken apart: nothing decoded, nothing resolved. */
export interface GatewayPath {
  readonly key: string;
  /** As it is written, percent-encoded where it isn't ASCII. */
  readonly slug: string;
  /** The platform's, with its query; begins with a slash. */
  readonly path: string;
}

/** `/<key>/<slug>/<path>`; undefined for anything else. */
export function gatewayPath(path: string): GatewayPath | undefined {
  const [, key, slug, rest] = /^\/([\w-]{22})\/([^/?#\\]{1,1000})(\/[^]*)$/.exec(path) ?? [];
  return key === undefined || slug === undefined || rest === undefined ? undefined : { key, slug, path: rest };
}

/**
 * The slug that an address means, however it is written: percent-encoded or not, and its letters composed or not, as
 * clients and file systems write them (Unicode Standard Annex #15). Undefined for a malformed encoding.
 */
export function meantSlug(written: string): string | undefined {
  return percentDecoded(written)?.normalize("NFC");
}

/** Where a request through the gateway goes, by its address with the file's variables filled in. */
export interface GatewayTarget extends Omit<GatewayPath, "key"> {
  /** Scheme, host, port and key as written; undefined where a variable holds them that the file doesn't define. */
  readonly address?: string;
  /** It is the gateway's surely: a variable that only has the name of ours may be another's. */
  readonly isCertain: boolean;
}

/** Undefined for an address that is none of the gateway. Takes time linear in the text. */
export function gatewayTarget(url: string): GatewayTarget | undefined {
  const [variable, environment] = VARIABLE.exec(url) ?? [];
  const literal = variable === undefined ? gatewayAddressAt(url) : undefined;
  const base = variable ?? literal;
  if (base === undefined) return undefined;
  const [, slug, path = ""] = /^\/([^/?#\\\s{}]{1,1000})([/?#][^]*)?$/.exec(url.slice(base.length)) ?? [];
  if (slug === undefined) return undefined;
  return {
    slug,
    path: path.startsWith("/") ? path : `/${path}`,
    isCertain: literal !== undefined || environment !== undefined,
    ...(literal !== undefined && { address: literal }),
  };
}

/** The variable itself, or what our definitions of it read: a piece of the environment, or a line of a `.env`. */
const VARIABLE =
  /^\{\{[ \t]{0,20}(?:gateway|(\$processEnv[ \t]{1,20}JWT_APPS_GATEWAY|\$dotenv[ \t]{1,20}gateway))[ \t]{0,20}\}\}/;

/** The gateway's address with its key, where a text begins with one: without a slash at the end. */
export function gatewayAddressAt(text: string): string | undefined {
  const [address, authority = "", key = ""] =
    /^(?:https?:\/\/)?([^/?#\\\s{}"'<>]{1,255})\/([\w-]{22})(?![\w-])/i.exec(text.slice(0, 400)) ?? [];
  return address !== undefined && isKeyLike(key) && isThisComputer(authority) ? address : undefined;
}

/** 128 random bits have letters of both cases, but for one key in tens of thousands; words of a path have not. */
function isKeyLike(key: string): boolean {
  return /[a-z]/.test(key) && /[A-Z]/.test(key);
}

/** However it is spelled: the URL standard makes `127.1` and `0x7f.1` of one address. */
function isThisComputer(authority: string): boolean {
  try {
    const { hostname } = new URL(`http://${authority}`);
    return /^(?:(?:.{1,200}\.)?localhost\.?|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/.test(
      hostname,
    );
  } catch {
    return false;
  }
}

/** Addresses of the gateway with a key that stand in a text. */
export function gatewayAddresses(text: string): Piece[] {
  return atOnce(gatewayAddressesInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function* gatewayAddressesInSteps(text: string): Steps<Piece[]> {
  const found: Piece[] = [];
  for (const [index, at] of (yield* marksIn(text, "://", LIMITS.marks)).entries()) {
    if (index % MARKS_A_STEP === 0) yield;
    const [scheme = ""] = /https?$/i.exec(text.slice(Math.max(0, at - 5), at)) ?? [];
    const start = at - scheme.length;
    const address = scheme === "" ? undefined : gatewayAddressAt(text.slice(start, start + 400));
    if (address === undefined) continue;
    if (found.push({ text: address, start, end: start + address.length }) >= LIMITS.pieces) break;
  }
  return found;
}

const MARKS_A_STEP = 1_000;
