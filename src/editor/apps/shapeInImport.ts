import type { EnvelopeProfile } from "../../domain/payloads/envelopeProfile";
import { shapeOutline } from "../../domain/payloads/write/shapeOutline";
import { unsoundness } from "../../domain/payloads/write/soundShape";
import { asText, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** UTF-16 units of an outline in a row of a pick, which cuts what is wider. */
const MAX_OUTLINE = 200;

/**
 * What is written in a shape and with what, in the words that offer to keep one: its name is free text, and anybody may
 * have made it.
 */
export function shapeInImport(profile: EnvelopeProfile | undefined): PlainText {
  if (!profile) return t("none");
  const outline = unsoundness(profile) ? t("nothing") : asText(shapeOutline(profile), { maxLength: MAX_OUTLINE });
  const [cipher, key] = profile.format === "jwe" ? [profile.enc, profile.alg] : [profile.cipher, profile.keyWrapping];
  return key === undefined
    ? t("{0} with {1} and the shared key", outline, cipher)
    : t("{0} with {1} and {2}", outline, cipher, key);
}
