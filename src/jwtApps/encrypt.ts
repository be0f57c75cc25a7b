import { readPlaces } from "../commandLine/readArguments";
import { SECRETS_USAGE } from "../commandLine/secretsVariable";
import { encryptTargetOf } from "../domain/apps/encryptTargetOf";
import { UserError } from "../domain/errors";
import { LIMITS } from "../domain/limits";
import { encrypt as encryptPayload } from "../domain/payloads/write/encrypt";
import { encryptedSentence } from "../domain/payloads/write/encryptedSentence";
import { inEnglish } from "../domain/text/inEnglish";
import { neutral } from "../edge/neutral";
import { nodePayloadPorts } from "../node/nodePayloadPorts";
import { type Command, DONE, exitCodes } from "./command";
import { APP_OPTIONS, APP_USAGE, readApp, readSecretsGiven, withRemedies } from "./givenApps";
import { printedJson } from "./printedJson";
import { onlyPlace, readInput } from "./readInput";

const USAGE = `node jwtApps.js encrypt [body.json] --apps apps.json [options]

Encrypts a file or standard input for an app, with its public key or its shared key, and prints the envelope in a line:
in the shape that was kept for the app and exported with it, else in a built-in one. How the platform wants requests
encrypted is not documented, which standard error says again.
${APP_USAGE}
  --json               prints {"body", "headers"}: in some shapes a part travels as a header of the request, which
                       standard error tells without this

${SECRETS_USAGE}
${exitCodes()}`;

/** Prints what is read as an envelope for an app. */
export const encrypt: Command = async (args, secretsJson, streams) => {
  const { values: wishes, places } = readPlaces(args, { ...APP_OPTIONS, json: { type: "boolean", default: false } });
  const { out, error } = streams;
  if (wishes.help) {
    out(USAGE);
    return DONE;
  }
  const place = onlyPlace(places);
  const given = await readApp(wishes, error);
  const { app } = given;
  if (!app.payloadKey)
    throw new UserError("no-payload-key", "“{0}” has no key for encrypted payloads.", {
      args: [app.name],
      remedy: "Switch on Enforce Request and Response Payload Encryption in VS Code, and export the app again.",
    });
  const encrypted = await withRemedies(async () => {
    const secrets =
      app.payloadKey?.kind === "shared" ? await readSecretsGiven(wishes, secretsJson, given, error) : undefined;
    const target = encryptTargetOf(app, secrets?.get(app.id));
    if (app.payloadKey?.kind === "shared" && target.sharedKey === undefined) throw noSharedKey(app.id, app.name);
    return encryptPayload(await readInput({ place, most: LIMITS.writtenBody }, streams), target, nodePayloadPorts);
  });
  const sentence = encryptedSentence(app.name, encrypted.outline, app.envelopeProfile !== undefined);
  error(neutral(`${inEnglish(sentence)}.`));
  const { body, headers } = encrypted;
  if (wishes.json) out(printedJson({ body, headers }));
  else {
    for (const { name, value } of headers) error(neutral(`It takes this header as well: ${name}: ${value}`));
    out(body);
  }
  return DONE;
};

function noSharedKey(appId: string, name: string): UserError {
  return new UserError("payload-keys-absent", "The shared key of “{0}” is not known here.", {
    args: [name],
    mending: { kind: "enterPayloadKey", appId },
  });
}
