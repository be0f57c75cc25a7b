import type { JwtApp } from "../../apps/jwtApp";
import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import type { TextRange } from "../../text/textRange";
import { routeOf } from "../../tokens/verify/route";
import { GATEWAY_VARIABLE } from "../destination/gatewayAddress";
import { DROPPED_HEADERS } from "../findings/gatewayFindings";
import { aloneIn, type TextEdit } from "../findings/mendVariable";
import { jsonValueRange } from "../findings/requestFinding";
import { appOfRequest } from "../read/appOfRequest";
import { blockVariables, fillWith, type VariableValues } from "../read/fileVariables";
import { parseRequestFileInSteps } from "../read/parseRequestFile";
import { blockAt, type FileRequest, type RequestBlock, type RequestFile, tiedAppNames } from "../read/requestFile";
import { requestOfBlock, type SentRequest } from "../read/requestOfBlock";
import { gatewayDefinition, type GatewayVariable } from "../write/gatewayVariable";
import { ownScripts } from "../write/tokenScript";
import { HOW, type TokenPlacement } from "../write/writeRequest";
import { BaseVariables, changedDefinitions, variablesIn } from "./definitions";

/** What a change of a file's requests would do. */
export interface Conversion {
  /** In order, none of which overlap. */
  readonly edits: readonly TextEdit[];
  /** How many requests change. */
  readonly count: number;
  /** Their apps, each once. */
  readonly apps: readonly JwtApp[];
}

interface GatewayUse {
  readonly apps: readonly JwtApp[];
  /** The app of requests that name none. */
  readonly app?: JwtApp | undefined;
  readonly from: GatewayVariable;
  /** Which requests are meant, by an offset in their block; all of them without it. */
  readonly at?: number;
}

/**
 * Sends requests to the platform through the gateway: other addresses, without the headers, scripts and variables by
 * which tokens got in. What else the file has stays to the byte. Requests elsewhere, and those of no app or of several,
 * stay as they are.
 */
export function* useGateway(text: string, { apps, app, from, at }: GatewayUse): Steps<Conversion> {
  // Of longer ones not all is read that says where requests go.
  if (text.length > LIMITS.destinations) return { edits: [], count: 0, apps: [] };
  const file = yield* parseRequestFileInSteps(text);
  yield;
  const values = blockVariables(file.blocks);
  yield;
  const tied = tiedAppNames(file.blocks);
  yield;
  const definition = gatewayDefinition(from);
  const bases = yield* BaseVariables.of(file);
  const base = definition === undefined ? GATEWAY_VARIABLE : bases.nameOf(definition, GATEWAY_VARIABLE);
  const meant = at === undefined ? undefined : blockAt(file, at);
  const scriptsAbove = inOrder(ownScripts(text));
  const edits: TextEdit[] = [];
  const used = new Map<string, JwtApp>();
  const unused = new Set<string>();
  let [count, left] = [0, 0];
  for (const [index, block] of file.blocks.entries()) {
    if (index % BLOCKS_A_STEP === 0) yield;
    const { request } = block;
    if (!request) continue;
    const variables = values(block);
    const sent = requestOfBlock(text, request, variables);
    if (sent.gateway) continue;
    const isMeant = at === undefined || block === meant;
    const named = isMeant ? appFor({ sent, tiedName: tied.get(block) }, { apps, app }) : undefined;
    const origin = named && writtenOrigin(text, request, { variables, sent, app: named });
    if (!named?.slug || !origin) {
      left++;
      continue;
    }
    const address = `{{${base}}}/${encodeURI(named.slug)}${origin.path}`;
    const changes = [
      { ...origin.range, text: address },
      ...tokenEdits(text, request, sent),
      ...nextEdits(text, block, address),
      ...scriptsAbove(block.start, request.start),
    ];
    for (const { start, end } of changes) for (const name of variablesIn(text.slice(start, end))) unused.add(name);
    edits.push(...changes);
    used.set(named.id, named);
    count++;
  }
  if (count === 0) return { edits: [], count, apps: [] };
  yield;
  edits.push(...(left === 0 ? howEdits(file, "gateway") : []));
  edits.push(...(yield* changedDefinitions(file, edits, { added: bases.added, unused })));
  return { edits: edits.sort((a, b) => a.start - b.start), count, apps: [...used.values()] };
}

const BLOCKS_A_STEP = 50;

/** Those between two offsets, as edits that take them away; asked for from the beginning of a file to its end. */
function inOrder(scripts: readonly TextRange[]): (from: number, to: number) => TextEdit[] {
  let at = 0;
  return (from, to) => {
    const found: TextEdit[] = [];
    for (let script = scripts[at]; script && script.start < to; script = scripts[++at])
      if (script.start >= from) found.push({ ...script, text: "" });
    return found;
  };
}

/** Where a line names an app, it alone counts; what is told by hand counts where the file names none. */
function appFor(
  named: { readonly sent: SentRequest; readonly tiedName: string | undefined },
  { apps, app }: Pick<GatewayUse, "apps" | "app">,
): JwtApp | undefined {
  const known = appOfRequest(named, apps);
  return known ? known.app : app;
}

interface WrittenOrigin {
  readonly range: TextRange;
  /** What of the path a variable holds together with the host. */
  readonly path: string;
}

/** Scheme and host as they are written, where they are the app's own, the platform's, or known to nobody but a client. */
function writtenOrigin(
  text: string,
  { url }: FileRequest,
  { variables, sent, app }: { readonly variables: VariableValues; readonly sent: SentRequest; readonly app: JwtApp },
): WrittenOrigin | undefined {
  const isOurs = sent.host !== "foreign" || (app.host !== undefined && app.host.toLowerCase() === sent.authority);
  const [written] = ORIGIN.exec(text.slice(url.start, url.end).slice(0, LIMITS.address)) ?? [];
  if (!isOurs || written === undefined) return undefined;
  const next = text[url.start + written.length] ?? "";
  if (url.start + written.length < url.end && !/[/?#]/.test(next)) return undefined;
  const [whole, authority = "", path = ""] = FILLED.exec(fillWith(written, variables)) ?? [];
  // What a client puts between letters may be anything.
  if (whole === undefined || path.includes("{{") || (authority.includes("{{") && aloneIn(authority) === undefined))
    return undefined;
  return { range: { start: url.start, end: url.start + written.length }, path: path.replace(/\/$/, "") };
}

const ORIGIN = /^(?:https?:\/\/)?(?:\{\{[^{}\r\n]{1,200}\}\}|[^/?#{}\s]){1,300}/i;
const FILLED = /^(?:https?:\/\/)?((?:\{\{[^{}]{1,200}\}\}|[^/?#{}\s]){1,300})(\/[^?#\s]{0,2000})?$/i;

/** Takes away the headers that the gateway leaves out, and empties the grant's assertion, which it fills in. */
function tokenEdits(text: string, request: FileRequest, sent: SentRequest): TextEdit[] {
  const { door } = routeOf(sent);
  if (door === "sdk") return [];
  const assertion = door === "jwtGrant" ? jsonValueRange(text, request, "assertion") : undefined;
  return [
    ...request.headers
      .filter(({ name }) => DROPPED_HEADERS.includes(name.text.toLowerCase()))
      .map((header) => ({ ...wholeLine(text, header), text: "" })),
    ...(assertion ? [{ ...assertion, text: "" }] : []),
  ];
}

/** With its line break; of the last line with the one before it. */
export function wholeLine(text: string, { start, end }: TextRange): TextRange {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end);
  if (to >= 0) return { start: from, end: to + 1 };
  return { start: from === 0 ? 0 : text[from - 2] === "\r" ? from - 2 : from - 1, end: text.length };
}

/** The comment of ours that names the host of a further call. */
export function nextEdits(text: string, { comments }: RequestBlock, address: string): TextEdit[] {
  return comments.flatMap(({ start, end }) => {
    const [, host] = NEXT.exec(text.slice(start, Math.min(end, start + 500))) ?? [];
    const from = start + "Next: POST ".length;
    return host === undefined ? [] : [{ start: from, end: from + host.length, text: address }];
  });
}

const NEXT = /^Next: POST (\{\{[\w-]{1,200}\}\}(?:\/[^/\s]{1,1000})?)\/api\/1\.1\/rtm\/start /;

/** The comment of ours that says how the token gets in, where it says something else. */
export function howEdits({ text, blocks }: RequestFile, kind: TokenPlacement["kind"]): TextEdit[] {
  const others = Object.values(HOW).filter((words) => words !== HOW[kind]);
  return (blocks[0]?.comments ?? [])
    .filter((comment) => others.includes(text.slice(comment.start, comment.end)))
    .map(({ start, end }) => ({ start, end, text: HOW[kind] }));
}
