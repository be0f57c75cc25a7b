import { UserError } from "../../errors";
import { findEnvelopesInSteps } from "../capture/findEnvelopes";
import type { FoundEnvelope } from "../capture/foundEnvelope";
import { TimeSlices } from "../../steps";
import { openEnvelope } from "./openEnvelope";
import type { DecryptResult } from "./decryptResult";
import { knownFormat } from "./knownFormats";
import type { PayloadKeys } from "../payloadKeys";
import type { PayloadPorts } from "../payloadPorts";
import { formatUnsupported } from "./searchError";
import { withShape } from "../learn/withShape";

/**
 * Reads an encrypted payload with the keys at hand: with an app's learned profile if one fits, else by detection.
 * @param source a text that holds an envelope (the first that opens is read), or one that `findEnvelopes` found; of that
 * the profile knows the parts alone until `withShape` has looked at what stands around them
 * @param keys those of all apps, or of one
 * @param text the whole text that an envelope was found in, for what it says of another format
 * @throws UserError that says how far it came; never anything else, and never with a key or plaintext in it
 */
export async function decrypt(
  source: string | FoundEnvelope,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
  text = "",
): Promise<DecryptResult> {
  if (typeof source !== "string") {
    return openEnvelope(source, keys, ports).catch((error: unknown) => {
      throw withFormat(error, text);
    });
  }
  const envelopes = (await new TimeSlices().run(findEnvelopesInSteps(source))) ?? [];
  let firstError: unknown;
  for (const envelope of envelopes.slice(0, MAX_TRIED)) {
    try {
      const others = envelopes.filter((other) => other !== envelope && other.kind !== "weak");
      return await withShape(await openEnvelope(envelope, keys, ports), source, ports, 0, others);
    } catch (error) {
      firstError ??= error;
    }
  }
  throw withFormat(firstError ?? noEnvelope(), source);
}

/** Where nothing of an envelope was found, the text may say what it is instead. */
function withFormat(error: unknown, text: string): unknown {
  const format = error instanceof UserError && FORMLESS.has(error.code) ? knownFormat([text]) : undefined;
  return format === undefined ? error : formatUnsupported(format);
}

const FORMLESS: ReadonlySet<string> = new Set(["no-envelope", "wrapped-key-missing", "no-key-fits"]);

/** Envelopes of one text that are tried until one opens. */
const MAX_TRIED = 20;

function noEnvelope(): UserError {
  return new UserError("no-envelope", "No encrypted payload was found in this text.", {
    remedy:
      "Select the whole response: the ciphertext, the wrapped key and what belongs to them, with the headers if a part is there.",
  });
}
