import { wrongWithName } from "../appName";
import { checkClientSecret, refusalInWords } from "../clientSecret";
import { UserError } from "../../errors";
import { parseHost } from "../hosts";
import { isOneWord, MAX_ID_LENGTH } from "../platformIds";
import { type SentenceWithRemedy, say } from "../../text/sentence";
import { isEditable, isText, type TextField } from "./formFields";
import { type FieldName, FORM_PAGES, type FormContext, type FormValues, MAX_FIELD_LENGTH } from "./formValues";

export type FieldErrors = Partial<Record<FieldName, SentenceWithRemedy>>;

/**
 * What is wrong with the values, as far as it shows at once, without reading keys: cheap enough for each key stroke.
 * Only fields that can be seen are checked.
 */
export function findErrors(values: FormValues, context: FormContext): FieldErrors {
  const errors: FieldErrors = {};
  for (const field of FORM_PAGES.flat()) {
    if (!isText(field) || !isEditable(field, values, context)) continue;
    const error = tooLong(values[field]) ?? checks[field]?.(values[field], values, context);
    if (error) errors[field] = error;
  }
  return errors;
}

const checks: Partial<
  Record<TextField, (text: string, values: FormValues, context: FormContext) => SentenceWithRemedy | undefined>
> = {
  name: (text, _values, { others, existing }) => {
    const wrong = wrongWithName(text, others, existing?.name);
    return wrong && sentenceOf(wrong);
  },
  appId: (text) => checkId(text, "App ID"),
  clientId: (text) =>
    text.trim() === "" ? say("Paste the client ID that the platform shows for this app.") : checkId(text, "client ID"),
  clientSecret: (text, { clientId }, { existing }) => {
    // Without one, the app that is edited keeps its own.
    if (existing && text.trim() === "") return undefined;
    const check = checkClientSecret(text, { clientId: clientId.trim() });
    return check.outcome === "refused" ? refusalInWords(check.why) : undefined;
  },
  signingPrivateKey: (text) => (text.trim() === "" ? say("Paste the private key, as PEM or JWK.") : undefined),
  platformKey: (text) =>
    text.trim() === ""
      ? say("Paste the public key that the platform shows as a JWK once Enforce JWE is ticked there.")
      : undefined,
  payloadPrivateKey: (text) =>
    text.trim() === "" ? say("Paste the private key that belongs to the public key given to the platform.") : undefined,
  payloadSharedKey: (text) =>
    text.trim() === "" ? say("Paste the AES-256 key that was given to the platform.") : undefined,
  host: (text) => {
    try {
      if (text.trim() !== "") parseHost(text);
      return undefined;
    } catch (error) {
      return sentenceOf(error);
    }
  },
  botId: (text) => checkId(text, "bot ID"),
  accountId: (text) => checkId(text, "account ID"),
};

/** A `UserError` as a sentence beside a field; anything else is a bug and goes on. */
export function sentenceOf(error: unknown): SentenceWithRemedy {
  if (error instanceof UserError)
    return { template: error.template, args: error.details.args ?? [], remedy: error.details.remedy };
  throw error;
}

function tooLong(text: string): SentenceWithRemedy | undefined {
  if (text.length <= MAX_FIELD_LENGTH) return undefined;
  return say("This text is too long: {0} characters, where at most {1} make sense.", text.length, MAX_FIELD_LENGTH);
}

/** An ID may be missing; where it must not, that is said before. */
function checkId(text: string, what: string): SentenceWithRemedy | undefined {
  const id = text.trim();
  if (id.length > MAX_ID_LENGTH) return say("This {0} is too long: {1} characters.", what, id.length);
  return checkCharacters(id, what);
}

function checkCharacters(text: string, what: string): SentenceWithRemedy | undefined {
  if (isOneWord(text)) return undefined;
  return {
    ...say("There is a space, a line break or a control character in this {0}.", what),
    remedy: "Copy it again from the platform.",
  };
}
