import { badArguments, readPlaces } from "../commandLine/readArguments";
import { SECRETS_USAGE } from "../commandLine/secretsVariable";
import type { CommandStreams, Streams } from "../commandLine/streams";
import { payloadKeysOf } from "../domain/apps/payloadKeysOf";
import { UserError } from "../domain/errors";
import { LIMITS } from "../domain/limits";
import { Decryption, type Failed } from "../domain/payloads/decrypt/decrypt";
import type { DecryptResult } from "../domain/payloads/open/decryptResult";
import { layerNotes } from "../domain/payloads/open/reportFacts";
import { reportInWords } from "../domain/payloads/open/reportInWords";
import type { PayloadKeys } from "../domain/payloads/payloadKeys";
import { inEnglish } from "../domain/text/inEnglish";
import { positionsIn } from "../domain/text/positionsIn";
import { neutral } from "../edge/neutral";
import { nodePayloadPorts } from "../node/nodePayloadPorts";
import { type Command, DONE, exitCodes, NO } from "./command";
import { APP_OPTIONS, APP_USAGE, readAppsGiven, readSecretsGiven } from "./givenApps";
import { printedJson } from "./printedJson";
import { onlyPlace, readText } from "./readInput";

const USAGE = `node jwtApps.js decrypt [captured.txt] --apps apps.json [options]

Opens the encrypted payload in a captured response, a file or standard input, and writes what was encrypted, byte for
byte and without a line's end. Where that is compressed, UTF-16, or JSON in base64 or hex, this is undone, and standard
error says so. Payloads are looked for as in the editor: envelopes in JSON, headers and JWE alike.
${APP_USAGE}
  --number 2           which one, where several payloads open; 1 is the first of the text
  --json               all of them, as a list of {"app", "authenticated", "text" or "base64"}
  --report             says on standard error how it was encrypted

Without --app the keys of all apps are tried.

${SECRETS_USAGE}
${exitCodes("nothing could be decrypted")}`;

/** Writes what was encrypted in a text. */
export const decrypt: Command = async (args, secretsJson, streams) => {
  const { values: wishes, places } = readPlaces(args, {
    ...APP_OPTIONS,
    number: { type: "string" },
    json: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  });
  if (wishes.help) {
    streams.out(USAGE);
    return DONE;
  }
  const number = numberIn(wishes.number);
  if (number !== undefined && wishes.json) throw badArguments();
  const place = onlyPlace(places);
  const given = await readAppsGiven(wishes, streams.error);
  const secrets = await readSecretsGiven(wishes, secretsJson, given, streams.error);
  const apps = given.app ? [given.app] : given.apps;
  const keys = apps.flatMap((app) => payloadKeysOf(app, secrets.get(app.id)) ?? []);
  if (keys.length === 0) throw noKeys();
  const text = await readText({ place, most: LIMITS.capture }, streams);
  const { results, failures } = await decrypted(text, keys);
  if (results.length === 0) return tellNone(text, failures, streams.error);
  const chosen = wishes.json ? results : [chosenOf(results, number)];
  for (const result of chosen) tell(result, wishes.report, streams.error);
  if (failures.length > 0)
    streams.error(`${failures.length} of ${failures.length + results.length} payloads could not be decrypted.`);
  write(chosen, wishes.json, streams);
  return DONE;
};

/** @throws UserError `bad-number` */
function numberIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UserError("bad-number", "After --number stands which payload is meant: 1, 2 and so on.");
}

function noKeys(): UserError {
  return new UserError("no-payload-keys", "No key for encrypted payloads was given.", {
    remedy: "Give an app's “payloadPrivateKey” or “payloadSharedKey” with the secrets: --help says how.",
  });
}

/** All that opens, in the order of the text. */
async function decrypted(text: string, keys: readonly PayloadKeys[]) {
  const [results, failures]: [DecryptResult[], (Failed | UserError)[]] = [[], []];
  try {
    for await (const outcome of new Decryption(text, nodePayloadPorts).outcomes(keys)) {
      if ("result" in outcome) results.push(outcome.result);
      else failures.push(outcome);
    }
  } catch (error) {
    // There is none at all, or the text can't be looked through.
    if (!(error instanceof UserError)) throw error;
    failures.push(error);
  }
  return { results, failures };
}

/** Why nothing opened, a line each. */
function tellNone(text: string, failures: readonly (Failed | UserError)[], error: Streams["error"]): typeof NO {
  const positions = positionsIn(
    text,
    failures.map((each) => (each instanceof UserError ? 0 : each.envelope.start)),
  );
  if (failures.length > 1) error(`None of the ${failures.length} payloads that were tried could be decrypted.`);
  for (const [index, each] of failures.entries()) {
    const reason = each instanceof UserError ? each : each.error;
    const sentence = reason instanceof UserError ? reason.message : "This program met an error of its own.";
    error(neutral(failures.length > 1 ? `Line ${(positions[index]?.line ?? 0) + 1}: ${sentence}` : sentence));
  }
  return NO;
}

/** @throws UserError `several-payloads`, `no-such-number` */
function chosenOf(results: readonly DecryptResult[], number: number | undefined): DecryptResult {
  const [first] = results;
  if (number === undefined && first && results.length === 1) return first;
  const args = [results.length];
  if (number === undefined)
    throw new UserError("several-payloads", "There are {0} payloads in this text that open.", {
      args,
      remedy: "Say by --number which one is meant, or take all of them by --json.",
    });
  const chosen = results[number - 1];
  if (chosen) return chosen;
  throw new UserError("no-such-number", "Fewer payloads open than --number says: {0}.", { args });
}

function tell({ report }: DecryptResult, isWhole: boolean, error: Streams["error"]): void {
  if (!isWhole) {
    if (!report.authenticated) error("Not authenticated: nothing proves that this is what was encrypted.");
    for (const note of layerNotes(report.layers)) error(inEnglish(note));
    return;
  }
  for (const [what, found] of reportInWords(report)) {
    const value = typeof found === "string" ? found : inEnglish(found);
    error(neutral(`${inEnglish(what)}: ${value}`));
  }
  for (const note of report.notes) error(neutral(inEnglish(note)));
}

function write(results: readonly DecryptResult[], isJson: boolean, { out, write: writeBytes }: CommandStreams): void {
  if (isJson) {
    const all = results.map((result) => ({
      app: result.report.app.appName,
      authenticated: result.report.authenticated,
      ...(result.kind === "text" ? { text: result.text } : { base64: Buffer.from(result.bytes).toString("base64") }),
    }));
    return out(printedJson(all));
  }
  for (const result of results)
    writeBytes(result.kind === "text" ? new TextEncoder().encode(result.text) : result.bytes);
}
