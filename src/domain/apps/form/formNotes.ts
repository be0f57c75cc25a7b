import type { JwtApp } from "../jwtApp";
import { signsWithSecret } from "../../keys/joseAlgorithms";
import { checkClientSecret, doubtInWords } from "../clientSecret";
import { botIdForm, clientIdForm, isAccountId, isBotId, isPlatformClientId } from "../platformIds";
import type { Sentence } from "../../text/sentence";
import { isVisible } from "./formFields";
import type { FieldName, FormContext, FormValues, SecretName } from "./formValues";
import { secretOfPayloadKey } from "../appState";

export interface Note extends Sentence {
  /** `warning`: probably a mistake, or something is lost by it; `note`: good to know. Neither stops anybody. */
  readonly level: "warning" | "note";
}

export type FieldNotes = Partial<Record<FieldName, readonly Note[]>>;

/** Warnings and notes for beside the fields: they stop nobody. Cheap enough for each key stroke. */
export function findNotes(values: FormValues, context: FormContext): FieldNotes {
  const notes: Partial<Record<FieldName, Note[]>> = {};
  const add = (field: FieldName, level: Note["level"], template: string, ...args: (string | number)[]) => {
    if (isVisible(field, values, context)) (notes[field] ??= []).push({ level, template, args });
  };
  addFormNotes(values, context, add);
  if (context.existing) addEditNotes(values, context.existing, context.stored, add);
  return notes;
}

type AddNote = (field: FieldName, level: Note["level"], template: string, ...args: (string | number)[]) => void;

function addFormNotes(values: FormValues, context: FormContext, add: AddNote): void {
  const clientId = values.clientId.trim();
  if (isBotId(clientId)) {
    add(
      "clientId",
      "warning",
      "This is a bot ID. The client ID stands in the app's dialog on the platform, and begins with “cs-”.",
    );
  } else if (clientId !== "" && clientIdForm(clientId) === "malformed") {
    add(
      "clientId",
      "warning",
      "Known client IDs are “cs-” and a UUID; this one has another form. Check that it was copied whole.",
    );
  }
  if (clientIdForm(clientId) === "unusual") {
    add(
      "clientId",
      "note",
      "Every known client ID has a UUID of version 5; this one's is another. It is used as it is.",
    );
  }
  const namesake = clientId === "" ? undefined : context.others.find((app) => app.clientId === clientId);
  if (namesake) add("clientId", "warning", "The app “{0}” has this client ID too.", namesake.name);
  const secret = checkClientSecret(values.clientSecret, { clientId });
  for (const doubt of secret.outcome === "accepted" ? secret.doubts : []) {
    const { template, args } = doubtInWords(doubt, values.clientSecret);
    add("clientSecret", "warning", template, ...args);
  }
  if (values.usedFor === "apis" && values.algorithm !== "HS256") {
    add(
      "algorithm",
      "note",
      "For public APIs the platform's documentation says to choose HS256. Choose {0} only if you know that it is accepted there.",
      values.algorithm,
    );
  }
  addDialogNotes(values, add);
  const botId = values.botId.trim();
  if (isPlatformClientId(botId)) {
    add(
      "botId",
      "warning",
      "This is a client ID. The bot ID stands in the bot's settings on the platform, and begins with “st-”.",
    );
  } else if (botId !== "" && botIdForm(botId) === "malformed") {
    add("botId", "warning", "Known bot IDs are “st-” and a UUID; this one has another form.");
  }
  if (botIdForm(botId) === "unusual") {
    add("botId", "note", "Every known bot ID has a UUID of version 5; this one's is another. It is used as it is.");
  }
  const accountId = values.accountId.trim();
  if (accountId !== "" && !isAccountId(accountId)) {
    add("accountId", "warning", "Known account IDs are 24 hexadecimal digits; this one has another form.");
  }
}

/** What the dialogs of the Admin Console and of Data Tables aren't described to ask for (platform.md, 1.1 and 10.2). */
function addDialogNotes({ createdIn, enforcePayloadEncryption }: FormValues, add: AddNote): void {
  if (createdIn === "admin") {
    add(
      "algorithm",
      "note",
      "No choice of an algorithm is described for the Admin Console's dialog: it asks for the name, JTI and JWE.",
    );
    if (enforcePayloadEncryption)
      add(
        "enforcePayloadEncryption",
        "note",
        "The Admin Console's dialog doesn't describe this option, although nine of its endpoints support it.",
      );
  }
  if (createdIn !== "tables") return;
  add(
    "algorithm",
    "note",
    "No choice of an algorithm is described for the App Definition of Data Tables: it asks for the name, JTI and JWE.",
  );
  if (enforcePayloadEncryption)
    add("enforcePayloadEncryption", "note", "No endpoint of Data Tables is documented to support this option.");
}

/** What saving takes away or leaves missing is said before it happens. */
function addEditNotes(values: FormValues, existing: JwtApp, stored: readonly SecretName[], add: AddNote): void {
  const granted = existing.scopes.length + existing.tables.length;
  if (values.createdIn !== existing.createdIn && granted > 0) {
    add(
      "createdIn",
      "warning",
      "Saving removes the scopes and tables assigned to this app ({0}): they belong to where it was created.",
      granted,
    );
  }
  if (values.credentials === "generated") {
    if (existing.credentials === "generated")
      add("credentials", "note", "The client ID {0} is kept.", existing.clientId);
    else
      add(
        "credentials",
        "warning",
        "Saving replaces the client ID {0} and the client secret by new ones.",
        existing.clientId,
      );
  }
  const usedSecret = signsWithSecret(existing.algorithm);
  const usesSecret = signsWithSecret(values.algorithm);
  if (usedSecret && !usesSecret && stored.includes("clientSecret")) {
    add(
      "algorithm",
      "warning",
      "Saving deletes the stored client secret: {0} signs with a private key.",
      values.algorithm,
    );
  }
  if (!usedSecret && usesSecret && existing.signingKey) {
    add("algorithm", "warning", "Saving deletes the signing key: {0} signs with the client secret.", values.algorithm);
  }
  if (usesSecret && values.clientSecret.trim() === "" && !stored.includes("clientSecret")) {
    add("clientSecret", "warning", "This app's client secret isn't here; until you type it, no token can be signed.");
  }
  if (!usesSecret && existing.signingKey) {
    if (values.signingKey !== "keep")
      add(
        "signingKey",
        "warning",
        "Saving replaces the present signing key; then upload the new public key to the platform.",
      );
    else if (!stored.includes("signingPrivateKey"))
      add(
        "signingKey",
        "warning",
        "The private half of this key isn't here; until you paste it, no token can be signed.",
      );
  }
  if (existing.enforceJwe && !values.enforceJwe && existing.platformKey) {
    add("enforceJwe", "warning", "Saving deletes the platform's public key from this app.");
  }
  if (!existing.payloadKey) return;
  if (!values.enforcePayloadEncryption) {
    add(
      "enforcePayloadEncryption",
      "warning",
      "Saving deletes the payload key: what was encrypted for it can't be read any more.",
    );
  } else if (values.payloadKey !== "keep") {
    add(
      "payloadKey",
      "warning",
      "Saving replaces the payload key: what was encrypted for the present one can't be read any more.",
    );
  } else if (!stored.includes(secretOfPayloadKey(existing.payloadKey))) {
    add("payloadKey", "warning", "The secret half of this key isn't here; until you paste it, no payload can be read.");
  }
}
