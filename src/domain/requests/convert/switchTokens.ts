import { isSameName } from "../../apps/appName";
import { referenceTo } from "../../apps/findApp";
import type { JwtApp } from "../../apps/jwtApp";
import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import { say } from "../../text/sentence";
import type { Piece, TextRange } from "../../text/textRange";
import type { TokenProfile } from "../../tokens/claims";
import { environmentVariable } from "../../tokens/environmentTokens";
import { inspectionOf } from "../../tokens/inspect";
import { findTokensInSteps } from "../../tokens/inText/findTokens";
import { appNamedBy } from "../../tokens/verify/appClaim";
import { TOKEN_HEADERS } from "../../tokens/verify/sentToken";
import { jsonValueRange } from "../findings/requestFinding";
import { blockAt, type FileHeader } from "../read/requestFile";
import { variablesIn } from "./definitions";
import type { OwnedRequest } from "./fileOwners";
import { isFree, isOutside, Places, type Switching } from "./switching";
import type { Definition } from "./variableUses";

/** A token that gives way to one of the other app. */
export interface OldToken extends Piece {
  /** What stands in its place has, where its own claims can't be read. */
  readonly profile: TokenProfile;
  /** The request that it stands in; undefined for a variable or a script, from which others may take it. */
  readonly request?: OwnedRequest;
}

/** The ways in which tokens of the app get into a file. */
export interface TokenWays {
  readonly tokens: readonly OldToken[];
  readonly hasScripts: boolean;
  readonly readsEnvironment: boolean;
}

/**
 * Finds the tokens that have to be made anew, and changes whose tokens scripts and variables of the environment give. What
 * it can't change is told. Takes time linear in the text.
 * @throws UserError `token-shared` where a token can't give way without changing requests of other apps
 */
export function* switchTokens(switching: Switching): Steps<TokenWays> {
  const places = yield* tokenPlaces(switching);
  const tokens = yield* oldTokens(switching, places);
  const isEnvironment = yield* switchEnvironment(switching, places);
  const scripts = yield* switchScripts(switching);
  yield* tellOthers(switching, places, scripts);
  return { tokens, hasScripts: scripts.count > 0, readsEnvironment: isEnvironment };
}

const PIECES_A_STEP = 200;

/** Where the app's requests take their tokens from, and what of that is changed. */
interface TokenPlaces {
  /** Variables that stand where tokens travel. */
  readonly names: ReadonlySet<string>;
  /** Those whose token is changed. */
  readonly changed: Set<string>;
  /** Offsets in requests where one is changed. */
  readonly offsets: number[];
}

function* tokenPlaces({ file, own, definitions }: Switching): Steps<TokenPlaces> {
  const names = new Set<string>();
  const addNames = (text: string): void => variablesIn(text).forEach((name) => names.add(name));
  for (const [index, { request, door }] of own.entries()) {
    if (index % PIECES_A_STEP === 0) yield;
    for (const { value } of tokenHeaders(request.headers)) addNames(value.text);
    const assertion = door === "jwtGrant" ? jsonValueRange(file.text, request, "assertion") : undefined;
    if (assertion) addNames(file.text.slice(assertion.start, assertion.end));
  }
  const all = new Map(definitions.map(({ variable, namesakes }) => [variable.name, namesakes]));
  let count = 0;
  // What is added meanwhile comes, too.
  for (const name of names) {
    for (const { variable } of all.get(name) ?? []) {
      if (++count % PIECES_A_STEP === 0) yield;
      addNames(variable.value.text);
    }
  }
  return { names, changed: new Set(), offsets: [] };
}

function tokenHeaders(headers: readonly FileHeader[]): readonly FileHeader[] {
  return headers.filter(({ name }) => TOKEN_HEADERS.includes(name.text.toLowerCase()));
}

function* oldTokens(switching: Switching, places: TokenPlaces): Steps<OldToken[]> {
  const { file, from, leftovers } = switching;
  const found = yield* findTokensInSteps(file.text);
  if (found.length >= LIMITS.pieces) throw new UserError("too-many-tokens", "There are too many tokens in this file.");
  const at = new Places(switching);
  const old: OldToken[] = [];
  let inside: RequestTokens | undefined;
  const tellClosed = (parts: number): void => {
    if (parts === 5) leftovers.add(say("Of an encrypted token can't be told whose it is: it stays."));
  };
  for (const [index, { start, end, text, parts }] of found.entries()) {
    if (index % PIECES_A_STEP === 0) yield;
    const { definition, request, below, isComment } = at.at(start);
    if (isComment) continue;
    const isNamed = isOf(text, from);
    if (definition) {
      const { name } = definition.variable;
      if (!isNamed && !places.names.has(name)) {
        if (definition.isOwn) tellClosed(parts);
        continue;
      }
      if (!mayChange(definition, switching)) continue;
      places.changed.add(name);
      old.push({ start, end, text, profile: "publicApi" });
    } else if (request) {
      if (inside?.owned !== request) inside = new RequestTokens(file.text, request);
      const profile = inside.profileAt(start);
      if (profile === undefined && !isNamed) {
        // Encrypted bodies are told of as such.
        if (start < (request.request.body?.start ?? Infinity)) tellClosed(parts);
        continue;
      }
      places.offsets.push(start);
      old.push({ start, end, text, profile: profile ?? "publicApi", request });
    } else if (below) {
      if (isNamed) old.push({ start, end, text, profile: "publicApi" });
      else tellClosed(parts);
    } else if (isNamed && isOutside(start, switching))
      switching.leftovers.add(say("A token of “{0}” stands outside of requests: left as it is.", from.name));
  }
  return old;
}

function isOf(token: string, app: JwtApp): boolean {
  const { claims } = inspectionOf(token);
  return claims !== undefined && appNamedBy(claims, [app], false, "publicApi").candidates.length > 0;
}

/** What a request takes for a token, asked for from its beginning to its end. */
class RequestTokens {
  #header = 0;

  readonly owned: OwnedRequest;
  readonly #assertion: TextRange | undefined;

  constructor(text: string, owned: OwnedRequest) {
    this.owned = owned;
    this.#assertion = owned.door === "jwtGrant" ? jsonValueRange(text, owned.request, "assertion") : undefined;
  }

  /** What a token has there, whatever it says; undefined where none is looked for. */
  profileAt(offset: number): TokenProfile | undefined {
    const { headers } = this.owned.request;
    while ((headers[this.#header]?.end ?? Infinity) <= offset) this.#header++;
    const header = headers[this.#header];
    if (header && header.start <= offset) return tokenHeaders([header]).length > 0 ? "publicApi" : undefined;
    const { start, end } = this.#assertion ?? { start: Infinity, end: 0 };
    return start <= offset && offset < end ? "sdk" : undefined;
  }
}

/**
 * Whether a variable with a token is this app's; one that is not stays.
 * @throws UserError where it is other apps' as well: these would get a token of another app, or this one keep its old
 */
function mayChange(definition: Definition, switching: Switching): boolean {
  if (isFree(definition, switching)) return true;
  if (definition.isOwn) throw sharedToken(`@${definition.variable.name}`, switching);
  return false;
}

function sharedToken(what: string, { from }: Pick<Switching, "from">): UserError {
  return new UserError("token-shared", "“{0}” gives a token to requests of “{1}”, and to others.", {
    args: [what, from.name],
    remedy: "Nothing was changed. Give the requests of “{1}” a token of their own, and try again.",
  });
}

/** Variables of the environment that hold tokens of the app. */
function* switchEnvironment(switching: Switching, places: TokenPlaces): Steps<boolean> {
  const { file, from, to, apps, edits } = switching;
  const variables = new Map(
    (["publicApi", "sdk"] as const).map((profile) => [
      environmentVariable(from, apps, profile),
      environmentVariable(to, apps, profile),
    ]),
  );
  const at = new Places(switching);
  let count = 0;
  let isChanged = false;
  for (const { index, 0: whole, 1: name = "" } of file.text.matchAll(/\$processEnv[ \t]{1,20}(JWT_APPS_\w{1,300})/g)) {
    if (++count % PIECES_A_STEP === 0) yield;
    const wanted = variables.get(name);
    const { definition, request, isComment } = at.at(index);
    if (wanted === undefined || isComment || (!definition && !request)) continue;
    if (definition && !mayChange(definition, switching)) continue;
    const end = index + whole.length;
    edits.push({ start: end - name.length, end, text: wanted });
    if (definition) places.changed.add(definition.variable.name);
    else places.offsets.push(index);
    isChanged = true;
  }
  return isChanged;
}

interface Scripts {
  readonly count: number;
  /** Requests that have one of their own. */
  readonly requests: ReadonlySet<OwnedRequest>;
  /** One gives a token to all requests. */
  readonly isForAll: boolean;
}

/** The app that scripts of httpYac ask for tokens of. */
function* switchScripts(switching: Switching): Steps<Scripts> {
  const { file, edits, leftovers, hasOthers, sideOf } = switching;
  const at = new Places(switching);
  const requests = new Set<OwnedRequest>();
  let [count, isForAll] = [0, false];
  for (const { index, 0: whole } of file.text.matchAll(/["'`]jwtApps\.mintToken["'`]/g)) {
    if (++count % PIECES_A_STEP === 0) yield;
    const { request, below, isComment } = at.at(index);
    const own = request ?? below;
    const block = own?.block ?? blockAt(file, index);
    if (isComment || (block && sideOf(block) === "other")) continue;
    const start = index + whole.length;
    const named = appInScript(file.text.slice(start, start + LONGEST));
    const text = named && scriptReference(named, switching);
    if (named === undefined || text === undefined) {
      if (own)
        leftovers.add(say("A script asks for tokens of another app than “{0}”: left as it is.", switching.from.name));
      continue;
    }
    if (!own && hasOthers) throw sharedToken("jwtApps.mintToken", switching);
    edits.push({ start: start + named.start, end: start + named.end, text });
    if (own) requests.add(own);
    else isForAll = true;
  }
  return { count: requests.size + Number(isForAll), requests, isForAll };
}

/** Characters in which a script's argument is looked for. */
const LONGEST = 1_000;

interface AppInScript extends Piece {
  readonly quote: string;
}

/** The argument's `app`, as it is written between its quotes. */
function appInScript(behind: string): AppInScript | undefined {
  const [whole, quote, text] =
    /^\s{0,20},\s{0,20}\{[^{}]{0,500}?\bapp["'`]?\s{0,20}:\s{0,20}(["'`])((?:[^\\"'`\r\n]|\\.){1,400})\1/.exec(
      behind,
    ) ?? [];
  if (whole === undefined || quote === undefined || text === undefined) return undefined;
  const end = whole.length - 1;
  return { text, quote, start: end - text.length, end };
}

/** What names the other app there, in the same way; undefined where it isn't the app. */
function scriptReference({ text, quote }: AppInScript, { from, to, apps }: Switching): string | undefined {
  const named = unescaped(text);
  const isById = named === from.id || named === from.clientId;
  if (named === undefined || (!isById && !isSameName(named, from.name))) return undefined;
  const isTwin = apps.some(({ id, clientId }) => id !== to.id && clientId === to.clientId);
  const reference = isById ? (isTwin || named === from.id ? to.id : to.clientId) : referenceTo(to, apps);
  const written = JSON.stringify(reference).slice(1, -1);
  return quote === '"' || /^[\w .()-]+$/.test(written) ? written : to.id;
}

function unescaped(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}

/** Requests of which it isn't known here whose token they carry. */
function* tellOthers({ own, definitions, leftovers }: Switching, places: TokenPlaces, scripts: Scripts): Steps<void> {
  const defined = new Set(definitions.map(({ variable }) => variable.name));
  const changed = yield* readersOf(places.changed, definitions);
  const offsets = [...places.offsets].sort((a, b) => a - b);
  let next = 0;
  for (const [index, one] of own.entries()) {
    if (index % PIECES_A_STEP === 0) yield;
    if (one.gateway) continue;
    const isScripted = scripts.isForAll || scripts.requests.has(one);
    for (const { name, value, start, end } of tokenHeaders(one.request.headers)) {
      while ((offsets[next] ?? Infinity) < start) next++;
      if (value.text === "" || (offsets[next] ?? Infinity) < end) continue;
      // What another request of the file answers is changed with that.
      if (/\{\{\s{0,20}%?[\w-]{1,200}\.(?:request|response)\b/.test(value.text)) continue;
      const [variable] = variablesIn(value.text);
      if (variable !== undefined && (changed.has(variable) || (isScripted && !defined.has(variable)))) continue;
      leftovers.add(
        variable === undefined
          ? say("What the header “{0}” sends is no token that is known here: it stays.", name.text)
          : say("What “{0}” holds is no token that is known here: it stays.", `{{${variable}}}`),
      );
    }
  }
}

/** With the variables that read them, also through each other. */
function* readersOf(names: ReadonlySet<string>, definitions: readonly Definition[]): Steps<ReadonlySet<string>> {
  const all = new Set(names);
  for (let depth = 0, size = -1; size !== all.size && depth <= LIMITS.variableDepth; depth++) {
    size = all.size;
    for (const [index, { variable }] of definitions.entries()) {
      if (index % PIECES_A_STEP === 0) yield;
      if (variablesIn(variable.value.text).some((name) => all.has(name))) all.add(variable.name);
    }
  }
  return all;
}
