import type { JwtApp } from "../../apps/jwtApp";
import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import type { TokenProfile } from "../../tokens/claims";
import { type Route, routeOf } from "../../tokens/verify/route";
import { gatewayTarget } from "../destination/gatewayAddress";
import { gatewayBase } from "../findings/gatewayFindings";
import type { TextEdit } from "../findings/mendVariable";
import { jsonValueRange } from "../findings/requestFinding";
import { appOfGateway } from "../read/appOfRequest";
import { blockVariables, fillWith, type VariableValues } from "../read/fileVariables";
import { parseRequestFileInSteps } from "../read/parseRequestFile";
import { blockAt, type FileRequest, type RequestBlock, type RequestFile } from "../read/requestFile";
import { lineEnd } from "../read/requestLines";
import { requestOfBlock } from "../read/requestOfBlock";
import { originOfApp } from "../write/requestParts";
import type { TokenPlacement } from "../write/writeRequest";
import { BaseVariables, changedDefinitions, variablesIn } from "./definitions";
import { type Conversion, howEdits, nextEdits } from "./useGateway";

/** A request through the gateway that is to have a token of its own. */
export interface GatewayRequest {
  readonly block: RequestBlock;
  readonly request: FileRequest;
  readonly app: JwtApp;
  readonly profile: TokenProfile;
  /** Undefined for a door where no token of an app is sent. */
  readonly door: Route["door"];
  /** What stands before the platform's path, as it is written; `path` is what of that path it holds. */
  readonly base: { readonly length: number; readonly path: string };
}

/** What stands for a request's token, and the lines of a script above it. */
export interface TokenText {
  readonly text: string;
  readonly script?: readonly string[];
}

interface TokenUse {
  readonly apps: readonly JwtApp[];
  /** Which request is meant, by an offset in its block; all of them without it. */
  readonly at?: number | undefined;
}

/** The requests through the gateway of apps that are here; all others stay as they are. */
export function* gatewayRequests(
  text: string,
  { apps, at }: TokenUse,
): Steps<{ readonly file: RequestFile; readonly requests: readonly GatewayRequest[]; readonly left: number }> {
  const file = yield* parseRequestFileInSteps(text);
  yield;
  const values = blockVariables(file.blocks);
  yield;
  const meant = at === undefined ? undefined : blockAt(file, at);
  const requests: GatewayRequest[] = [];
  let left = 0;
  for (const [index, block] of file.blocks.entries()) {
    if (index % BLOCKS_A_STEP === 0) yield;
    const { request } = block;
    if (!request) continue;
    const variables = values(block);
    const sent = requestOfBlock(text, request, variables);
    if (!sent.gateway || text.length > LIMITS.destinations) continue;
    const app = at === undefined || block === meant ? appOfGateway(sent.gateway, apps) : undefined;
    const base = app && writtenBase(text.slice(request.url.start, request.url.end), variables);
    if (!app || !base) {
      left++;
      continue;
    }
    const { door } = routeOf(sent);
    requests.push({ block, request, app, door, profile: door === "jwtGrant" ? "sdk" : "publicApi", base });
  }
  return { file, requests, left };
}

const BLOCKS_A_STEP = 50;

/** The gateway's part of an address, with the app's name where that is written there. */
function writtenBase(written: string, variables: VariableValues): GatewayRequest["base"] | undefined {
  const base = gatewayBase(written);
  if (base === undefined) return undefined;
  const held = gatewayTarget(fillWith(base, variables));
  if (held) return { length: base.length, path: held.path.replace(/\/$/, "") };
  const [slug] = /^\/[^/?#\s]{1,1000}/.exec(written.slice(base.length)) ?? [];
  return slug === undefined ? undefined : { length: base.length + slug.length, path: "" };
}

/**
 * Sends requests through the gateway to their apps' own hosts, each with its token: the other way round than
 * `useGateway`. What else the file has stays to the byte.
 * @param tokens one for each request, in order
 */
export function* useToken(
  {
    file,
    requests,
    left,
  }: { readonly file: RequestFile; readonly requests: readonly GatewayRequest[]; readonly left: number },
  tokens: readonly TokenText[],
  kind: TokenPlacement["kind"],
): Steps<Conversion> {
  const { text } = file;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const bases = yield* BaseVariables.of(file);
  const edits: TextEdit[] = [];
  const unused = new Set<string>();
  const used = new Map<string, JwtApp>();
  for (const [index, wanted] of requests.entries()) {
    if (index % BLOCKS_A_STEP === 0) yield;
    const { request, app, base } = wanted;
    const { start } = request.url;
    const end = start + base.length;
    for (const name of variablesIn(text.slice(start, end))) unused.add(name);
    const host = `{{${bases.nameOf(originOfApp(app), "host")}}}`;
    edits.push({ start, end, text: `${host}${base.path}` }, ...nextEdits(text, wanted.block, host));
    edits.push(...tokenEdits(text, wanted, tokens[index] ?? { text: "" }, eol));
    used.set(app.id, app);
  }
  if (requests.length === 0) return { edits: [], count: 0, apps: [] };
  edits.push(...(left === 0 ? howEdits(file, kind) : []));
  edits.push(...(yield* changedDefinitions(file, edits, { added: bases.added, unused })));
  return { edits: edits.sort((a, b) => a.start - b.start), count: requests.length, apps: [...used.values()] };
}

/** The token in the place where its door reads it. */
function tokenEdits(
  text: string,
  { request, door }: GatewayRequest,
  { text: token, script }: TokenText,
  eol: string,
): TextEdit[] {
  if (door === "sdk") return [];
  const above = script ? [{ start: request.start, end: request.start, text: `${script.join(eol)}${eol}` }] : [];
  if (door === "jwtGrant") {
    const assertion = jsonValueRange(text, request, "assertion");
    return assertion ? [...above, { ...assertion, text: token }] : [];
  }
  const [name, prefix] = door === "publicApi" ? ["auth", ""] : ["Authorization", "bearer "];
  // One that stands there was left out so far.
  const [same] = request.headers.filter((header) => header.name.text.toLowerCase() === name.toLowerCase());
  if (same) return [...above, { start: same.start, end: same.end, text: `${name}: ${prefix}${token}` }];
  const at = lineEnd(text, request.url.end);
  return [...above, { start: at, end: at, text: `${eol}${name}: ${prefix}${token}` }];
}
