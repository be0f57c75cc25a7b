import { isDeeperThan } from "../../src/domain/text/json";
import { describesCipher } from "../../src/domain/payloads/learn/describesCipher";
import { formatJson } from "../../src/domain/payloads/open/formatJson";
import { keptHeader } from "../../src/domain/payloads/learn/keptHeader";
import { textHoldsKey } from "../../src/domain/payloads/write/keyGuard";
import { learnBodyInSteps } from "../../src/domain/payloads/learn/learnBody";
import type { FoundPart } from "../../src/domain/payloads/open/decryptResult";
import { webCodec } from "../../src/domain/payloads/webCodec";
import { indexBlocksInSteps } from "../../src/domain/requests/read/blockIndex";
import { LIMITS } from "../../src/domain/limits";
import { destinationsInSteps } from "../../src/domain/requests/destination/destination";
import { fileDoubts } from "../../src/domain/requests/destination/fileDoubts";
import { findEnvelopesInSteps } from "../../src/domain/payloads/capture/findEnvelopes";
import { findPayloadsInSteps } from "../../src/domain/payloads/capture/findPayloads";
import { findPlatformErrorsInSteps } from "../../src/domain/requests/read/findPlatformErrors";
import {
  findTokensInSteps,
  headerStartsInSteps,
  readTokensInSteps,
  tokenAtInSteps,
  tokenTouchingInSteps,
} from "../../src/domain/tokens/inText/findTokens";
import { ignoreCommentsInSteps, ignoredCodes } from "../../src/domain/requests/findings/ignoreComments";
import { jsonAroundInSteps } from "../../src/domain/payloads/learn/jsonTree";
import { indexByLineInSteps } from "../../src/domain/text/lineIndex";
import { holdsScript, tiedAppNames } from "../../src/domain/requests/read/requestFile";
import { blockVariables, fillInSteps, openVariable } from "../../src/domain/requests/read/fileVariables";
import { parseRequestFileInSteps } from "../../src/domain/requests/read/parseRequestFile";
import { requestNear } from "../../src/domain/requests/read/requestNear";
import { placeInRequest } from "../../src/domain/requests/read/placeInRequest";
import { missingHeaders } from "../../src/domain/requests/findings/missingHeader";
import { missingParameters } from "../../src/domain/requests/findings/missingParameter";
import { withoutOwnScripts } from "../../src/domain/requests/write/tokenScript";
import { routeOf } from "../../src/domain/tokens/verify/route";
import { callsIn, MOST_WRITTEN } from "../../src/domain/scopes/callsInText";
import { scopesWithoutEndpoint } from "../../src/domain/scopes/scopesWithoutEndpoint";
import { seekEndpoints, soughtIn } from "../../src/domain/scopes/seekEndpoints";
import { requestOfBlock } from "../../src/domain/requests/read/requestOfBlock";
import {
  keyLinesInSteps,
  privateKeysInSteps,
  secretCandidatesInSteps,
} from "../../src/domain/requests/findings/secretCandidates";
import { withoutGatewayKeys } from "../../src/domain/requests/convert/gatewayKeys";
import { ownedFile } from "../../src/domain/requests/convert/fileOwners";
import { switchApp } from "../../src/domain/requests/convert/switchApp";
import { useGateway } from "../../src/domain/requests/convert/useGateway";
import { gatewayRequests, useToken } from "../../src/domain/requests/convert/useToken";
import { dotenvGateway, withDotenvGateway } from "../../src/domain/requests/destination/dotenvGateway";
import { gatewayAddressesInSteps } from "../../src/domain/requests/destination/gatewayAddress";
import { gatewayDoubts } from "../../src/domain/requests/destination/gatewayReaders";
import { isIgnoredBy } from "../../src/domain/requests/destination/gitIgnore";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { sampleApp } from "../unit/apps/sampleApp";
import { atOnce, type Steps } from "../../src/domain/steps";
import { UserError } from "../../src/domain/errors";
import { environmentVariablesIn } from "../../src/domain/tokens/environmentTokens";
import { inspectionOf } from "../../src/domain/tokens/inspect";
import { placesInJson } from "../../src/gateway/envelopePlaces";
import { isJsonInSteps } from "../../src/gateway/jsonBytes";
import { mayHoldKeyInSteps } from "../../src/gateway/mayHoldKey";
import { isOwnShape } from "../../src/gateway/ownShape";
import { builtInProfile } from "../../src/domain/payloads/envelopeProfile";
import { measureJson } from "../../src/localPlatform/http/measureJson";
import { ENVELOPE } from "./adversarialTexts";

/** Everything that looks at a text of any length, in steps. */
export const SCANNERS: Readonly<Record<string, (text: string) => Steps<unknown>>> = {
  "tokens by line": (text) => indexByLineInSteps(text, findTokensInSteps),
  "tokens of what was copied": readTokensInSteps,
  "token at the cursor, in steps": (text) => tokenAtInSteps(text, text.length >> 1),
  "token under the pointer": (text) => tokenTouchingInSteps(text, text.length >> 1),
  "places where a token may begin, by line": (text) => indexByLineInSteps(text, headerStartsInSteps),
  "possible secrets by line": (text) => indexByLineInSteps(text, secretCandidatesInSteps),
  "comments by line": (text) => indexByLineInSteps(text, ignoreCommentsInSteps),
  "beginnings of keys by line": (text) => indexByLineInSteps(text, keyLinesInSteps),
  "private keys": privateKeysInSteps,
  "blocks by line": (text) => indexBlocksInSteps(text),
  "request file": parseRequestFileInSteps,
  "requests with their variables": sentRequests,
  "filled variables": (text) =>
    fillInSteps(
      text,
      new Map([
        ["a", "{{b}}{{b}}"],
        ["b", "c"],
      ]),
      10_000_000,
    ),
  envelopes: envelopes,
  payloads: findPayloadsInSteps,
  "JSON around an envelope": (text) => jsonAroundInSteps(text, text.length >> 1, text.length >> 1),
  "shape around an envelope": learnedShape,
  "form around a part": (text) => {
    const part = { part: "ciphertext", path: ["data"], source: "text", encoding: "base64" } as const;
    return learnBodyInSteps(`${text}data=QUJD`, [{ ...part, start: text.length + 5, end: text.length + 9 }], webCodec);
  },
  "errors of the platform": findPlatformErrorsInSteps,
  // Of longer files nothing is certain, which is quickly said.
  destinations: (text) => destinationsInSteps(text.slice(0, LIMITS.destinations)),
  "addresses of the gateway": (text) => indexByLineInSteps(text, gatewayAddressesInSteps),
  "uses of the gateway's address": (text) => gatewayDoubts(text.slice(0, LIMITS.destinations)),
  "requests for the gateway": (text) => useGateway(`${TIED}${text}`.slice(0, LIMITS.destinations), CONVERSION),
  "requests with tokens": withTokens,
  "requests that another app gets": switched,
  "files without the gateway's key": (text) =>
    withoutGatewayKeys(`${text}\nhttp://127.0.0.1/${"aB".repeat(11)}`.slice(-LIMITS.destinations), "environment"),
  "doubts of a file": (text) => fileDoubts(text.split("\n")),
  "JSON of an answer": (text) => isJsonInSteps(Buffer.from(JSON.stringify(text.split("\n")))),
  "string of an answer": (text) => isJsonInSteps(Buffer.from(JSON.stringify(text))),
  "places of envelopes": (text) => placesInJson(Buffer.from(text), everyThousand(text)),
  "places of envelopes in a list": (text) =>
    placesInJson(Buffer.from(JSON.stringify(text.match(/[^]{1,50}/g))), everyThousand(text)),
  "a wrapped key in an answer": (text) => mayHoldKeyInSteps(Buffer.from(text)),
  "bounds of a body": (text) => measureJson(Buffer.from(text), { depth: Infinity, values: Infinity, rows: Infinity }),
};

/** What looks at a text in one go, and is short or bounded where the editor calls it. */
export const WHOLE_SCANNERS: Readonly<Record<string, (text: string) => unknown>> = {
  "open variable": openVariable,
  "request near an answer": (text) => requestNear(text, text.length >> 1),
  "token at the cursor": (text) => atOnce(tokenAtInSteps(text, text.length >> 1)),
  "inspected token": inspectionOf,
  "scripts of a request file": holdsScript,
  "environment variables": environmentVariablesIn,
  "the gateway in a .env": (text) => withDotenvGateway(text, "x") + (dotenvGateway(text) ?? ""),
  "what git ignores": (text) => isIgnoredBy([{ folder: "", text }], "some/folder/of/a/workspace/.env"),
  "codes of comments": (text) => ignoredCodes([{ text }]),
  "laid out JSON": formatJson,
  "an app's own shape": (text) => isOwnShape(builtInProfile("keyPair"), text),
  "depth of JSON": (text) => isDeeperThan(Infinity, text),
  "what describes an encryption": (text) => describesCipher(text, text) || describesCipher("alg", text.slice(-100)),
  "header of a JWE": (text) => keptHeader(Buffer.from(text).toString("base64url")),
  "place at the cursor": (text) =>
    placeInRequest(text, atOnce(parseRequestFileInSteps(text)).blocks[0]?.request, text.length >> 1),
  "what an endpoint requires": requiredParts,
  "scripts that ask for tokens": withoutOwnScripts,
  "calls that are written": (text) => callsIn(written(text)),
  "endpoints that are looked for": (text) => seekEndpoints(written(text)),
  "what a selection gives to look for": (text) => soughtIn(written(text)),
  "scopes that lead nowhere": (text) => scopesWithoutEndpoint(written(text)),
  "a key in what is written": (text) => textHoldsKey(text, KEY, webCodec),
};

const APP: JwtApp = sampleApp({ name: "Order Bot", slug: "order-bot", host: "platform.kore.ai" });
const TIED = "# jwt-app: Order Bot\n\n@host = https://platform.kore.ai\n\n###\n";
const CONVERSION = { apps: [APP], app: APP, from: "environment" } as const;

function* withTokens(text: string): Steps<unknown> {
  const whole = `@host = {{$processEnv JWT_APPS_GATEWAY}}/order-bot\n\n###\n${text}`.slice(0, LIMITS.destinations);
  const found = yield* gatewayRequests(whole, CONVERSION);
  return yield* useToken(
    found,
    found.requests.map(() => ({ text: "a.b.c" })),
    "line",
  );
}

const OTHER: JwtApp = {
  ...APP,
  id: APP.id.replace(/1/g, "2"),
  name: "Help Desk",
  clientId: "cs-2",
  host: "example.com",
};

/** Where its tokens are of several apps, or too many, nothing is switched. */
function* switched(text: string): Steps<unknown> {
  const apps = [APP, OTHER];
  try {
    const owned = yield* ownedFile(`${TIED}${text}`.slice(0, LIMITS.destinations), apps);
    return yield* switchApp(owned, { apps, from: APP, to: OTHER });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Ranges that overlap, more than an answer has envelopes. */
function everyThousand(text: string): { readonly start: number; readonly end: number }[] {
  const count = Math.floor(text.length / 1_000);
  return Array.from({ length: count }, (_, index) => ({ start: 500 * index, end: 1_000 * index }));
}

/** So much less of the longest that all of it counts where no more than `MOST_WRITTEN` characters do. */
function written(text: string): string {
  return text.slice(0, Math.ceil((text.length * MOST_WRITTEN) / 800_000));
}

/** As diagnostics and lenses do it: every request with its variables filled in, and the app that it is tied to. */
function* sentRequests(text: string): Steps<number> {
  const { blocks } = yield* parseRequestFileInSteps(text);
  const variables = blockVariables(blocks);
  yield;
  const tied = tiedAppNames(blocks);
  yield;
  let count = tied.size;
  for (const [index, block] of blocks.entries()) {
    if (index % 500 === 0) yield;
    if (block.request) count += requestOfBlock(text, block.request, variables(block)).path.length;
  }
  return count;
}

/** Of a request whose query begins a text, and whose headers are its other lines. */
function requiredParts(text: string): number {
  const whole = `GET https://platform.kore.ai/api/1.1/public/bot/{{botId}}/universalbot/link?${text}`;
  const [block] = atOnce(parseRequestFileInSteps(whole)).blocks;
  if (!block?.request) return 0;
  const variables = blockVariables([block])(block);
  const sent = requestOfBlock(whole, block.request, variables);
  const context = { text: whole, request: block.request, sent, route: routeOf(sent), app: undefined, variables };
  return missingHeaders(context).length + missingParameters(context).length;
}

const KEY = Uint8Array.from({ length: 32 }, (_, index) => 255 - 7 * index);

/** Of the envelope that is in the text, else of one behind it. */
function learnedShape(text: string): Steps<unknown> {
  const whole = text.includes(ENVELOPE) ? text : `${text}${ENVELOPE}`;
  const start = whole.indexOf(ENVELOPE);
  const { key, data } = JSON.parse(ENVELOPE) as Record<"key" | "data", string>;
  const parts = [
    ["encryptedKey", "key", key],
    ["ciphertext", "data", data],
  ] as const;
  const found = parts.map(([part, name, value]): FoundPart => {
    const at = whole.indexOf(`"${value}"`, start);
    return { part, start: at, end: at + value.length + 2, path: [name], source: "json", encoding: "base64" };
  });
  return learnBodyInSteps(whole, found, webCodec);
}

function* envelopes(text: string): Steps<unknown> {
  try {
    return yield* findEnvelopesInSteps(text);
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}
