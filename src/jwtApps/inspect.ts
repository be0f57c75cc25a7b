import { readPlaces } from "../commandLine/readArguments";
import { SECRETS_USAGE } from "../commandLine/secretsVariable";
import type { CommandStreams } from "../commandLine/streams";
import { UserError } from "../domain/errors";
import { LIMITS } from "../domain/limits";
import { webPorts } from "../domain/ports";
import { atOnce } from "../domain/steps";
import { asText } from "../domain/text/asText";
import { inEnglish } from "../domain/text/inEnglish";
import { nearToken, readTokensInSteps } from "../domain/tokens/inText/findTokens";
import type { Check } from "../domain/tokens/verify/check";
import { checkData } from "../domain/tokens/verify/checkData";
import { routeOf } from "../domain/tokens/verify/route";
import { sentToken } from "../domain/tokens/verify/sentToken";
import type { Verdict } from "../domain/tokens/verify/verdict";
import {
  answerInWords,
  CHECK_TITLES,
  OUTCOME_WORDS,
  RULE_WORDS_MEANING,
  ruleInWords,
  verdictInWords,
} from "../domain/tokens/verify/verdictInWords";
import { verify } from "../domain/tokens/verify/verify";
import type { VerifyRequest } from "../domain/tokens/verify/verifyInput";
import { noCommand } from "../edge/noCommand";
import { nodePayloadPorts } from "../node/nodePayloadPorts";
import { type Command, DONE, exitCodes, NO } from "./command";
import { APP_OPTIONS, APP_USAGE, readAppsGiven, readSecretsGiven } from "./givenApps";
import { readRequest } from "./givenRequest";
import { printedJson } from "./printedJson";
import { onlyPlace, readText } from "./readInput";

const USAGE = `node jwtApps.js inspect [token.txt] [--apps apps.json] [options]

Says of a token, with each check, what the platform's rules have against it, and how surely each rule is known. The token
is read from a file or standard input, out of whatever stands around it. It may be the argument itself, where the shell's
history and other programs see it; on standard input they don't.
${APP_USAGE}
  --request "POST https://…"  the request that it is for, or a file with one, as a request file or a curl command; where
                              the token stands in it, nothing else is read
  --json                      prints {"refused", "app", "checks", "answer", "header", "jweHeader", "claims"}

With --app a token of any other app fails. Without --apps only what needs no app is checked. Whether a “jti” was used
before, only the platform knows.

${SECRETS_USAGE}
${exitCodes("a check failed")}`;

/** Judges a token. */
export const inspect: Command = async (args, secretsJson, streams) => {
  const { values: wishes, places } = readPlaces(args, {
    ...APP_OPTIONS,
    request: { type: "string" },
    json: { type: "boolean", default: false },
  });
  const { out, error } = streams;
  if (wishes.help) {
    out(USAGE);
    return DONE;
  }
  const place = onlyPlace(places);
  const needsApps = [wishes.apps, wishes.app, wishes["secrets-file"]].some((given) => given !== undefined);
  const given = needsApps ? await readAppsGiven(wishes, error) : { app: undefined, apps: [] };
  const secrets = needsApps ? await readSecretsGiven(wishes, secretsJson, given, error) : new Map<string, never>();
  const request = wishes.request === undefined ? undefined : await readRequest(wishes.request, streams);
  const token = request && place === undefined && carriesToken(request) ? undefined : await readToken(place, streams);
  const verdict = await verify({
    ...(token !== undefined && { token }),
    apps: given.app ? [given.app] : given.apps,
    areAllApps: given.app !== undefined,
    secretsOf: (app) => Promise.resolve(secrets.get(app.id)),
    request,
    clock: webPorts.clock,
    ports: { payloads: nodePayloadPorts },
  });
  if (wishes.json) out(printedJson(dataOf(verdict)));
  else for (const line of linesOf(verdict)) out(noCommand(line));
  return verdict.decidedBy ? NO : DONE;
};

/** Whether a token stands where the rules look for it, and not in a variable that is open. */
function carriesToken(request: VerifyRequest): boolean {
  return sentToken({ request }, routeOf(request))?.includes("{{") === false;
}

/** @throws UserError `no-token`, `several-tokens`, and those of `readText` */
async function readToken(place: string | undefined, streams: CommandStreams): Promise<string> {
  const isToken = place !== undefined && IS_TOKEN.test(place);
  const text = isToken ? place : await readText({ place, most: LIMITS.pasted }, streams);
  const tokens = new Map(atOnce(readTokensInSteps(text)).map((token) => [token.text, token.written]));
  if (tokens.size > 1)
    throw new UserError("several-tokens", "There are {0} tokens here, and which is meant can't be told.", {
      args: [tokens.size],
      remedy: "Give one of them alone.",
    });
  const [token] = [...tokens.values()];
  const meant = (token ?? nearToken(text) ?? text).trim();
  if (meant === "") throw new UserError("no-token", "There is no token: nothing was read.");
  return meant;
}

/** A header in base64url, with what people copy before it. */
const IS_TOKEN = /^\s*(?:(?:authorization|auth|token)\s*:\s*)?(?:(?:bearer|jwt)\s+)?["'`]?eyJ[\w-]+\./i;

function dataOf({ checks, app, decidedBy, answer, header, jweHeader, claims }: Verdict): object {
  return {
    refused: decidedBy !== undefined,
    ...(app && { app: app.name }),
    checks: checks.map((check) => checkData(check, inEnglish)),
    ...(decidedBy && { answer }),
    ...(header && { header }),
    ...(jweHeader && { jweHeader }),
    ...(claims && { claims }),
  };
}

function linesOf(verdict: Verdict): string[] {
  const { checks, app, decidedBy, answer, header, jweHeader, claims } = verdict;
  const { verdict: word, why, isRefused } = verdictInWords(verdict);
  const width = Math.max(...Object.values(OUTCOME_WORDS).map((each) => inEnglish(each).length));
  return [
    `${inEnglish(word)}${isRefused ? ":" : ""}${why ? ` ${inEnglish(why)}` : ""}`,
    ...(decidedBy ? [inEnglish(answerInWords(decidedBy, answer))] : []),
    ...(decidedBy && answer.certainty !== "unverified" ? [printedJson(answer.body)] : []),
    ...(app ? [`${inEnglish(CHECK_TITLES.app)}: ${asText(app.name)}`] : []),
    "",
    ...checks.map((check) => `${inEnglish(OUTCOME_WORDS[check.outcome]).padEnd(width)}  ${lineOf(check)}`),
    "",
    inEnglish(RULE_WORDS_MEANING),
    ...section("JWE header", jweHeader),
    ...section("Header", header),
    ...section("Claims", claims),
  ];
}

function lineOf(check: Check): string {
  const rule = ruleInWords(check);
  const why = [check.message, ...check.causes.map(({ message }) => message)].map(inEnglish).join(" ");
  return `${inEnglish(CHECK_TITLES[check.id])}: ${why}${rule ? ` (${inEnglish(rule)})` : ""}`;
}

function section(heading: string, value: object | undefined): string[] {
  return value ? ["", heading, printedJson(value, 2)] : [];
}
