import { asText } from "../../text/asText";
import { say, type Sentence } from "../../text/sentence";

/**
 * What was encrypted for whom, without a full stop. How a client encrypts a request is not documented (platform.md, 2.3),
 * whatever the shape.
 * @param outline of `Encrypted`
 * @param isKept the app's own shape, and not the built-in one
 */
export function encryptedSentence(receiver: string, outline: string, isKept: boolean): Sentence {
  const shape = asText(outline, { maxLength: 100 });
  return isKept
    ? say("Encrypted for {0} in the kept shape {1}; unverified against the platform", receiver, shape)
    : say("Encrypted for {0} in the built-in shape {1}; unverified against the platform", receiver, shape);
}
