import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import { TimeSlices } from "../../steps";
import type { TextRange } from "../../text/textRange";
import { type EnvelopeSearch, TextEnvelopes } from "../capture/findEnvelopes";
import { payloadsAmongInSteps } from "../capture/findPayloads";
import type { FoundEnvelope } from "../capture/foundEnvelope";
import { readJson } from "../learn/jsonTree";
import { withShape } from "../learn/withShape";
import type { DecryptReport, DecryptResult } from "../open/decryptResult";
import { openEnvelope, withFormat } from "../open/openEnvelope";
import type { PayloadKeys } from "../payloadKeys";
import type { PayloadPorts } from "../payloadPorts";

/**
 * The first payload of a text that opens with the keys at hand, with its shape.
 * @param keys those of all apps, or of one
 * @throws UserError that says how far it came; never anything else, and never with a key or plaintext in it
 */
export async function decrypt(text: string, keys: readonly PayloadKeys[], ports: PayloadPorts): Promise<DecryptResult> {
  const decryption = new Decryption(text, ports);
  let failure: unknown;
  for await (const outcome of decryption.outcomes(keys)) {
    if ("result" in outcome) return decryption.withShape(outcome.result);
    failure ??= outcome.error;
  }
  throw failure;
}

/** What came of one envelope of a text: what it holds, or how far it came. */
export type Outcome = Opened | Failed;
export interface Opened {
  readonly envelope: FoundEnvelope;
  readonly result: DecryptResult;
}
export interface Failed {
  readonly envelope: FoundEnvelope;
  readonly error: unknown;
}

/** The way from a text to what was encrypted in it: its envelopes, what they hold, the shape of one. None is gone twice. */
export class Decryption {
  readonly #envelopes: TextEnvelopes;
  readonly #ports: PayloadPorts;
  readonly #slices = new TimeSlices();

  constructor(text: string, ports: PayloadPorts) {
    this.#envelopes = new TextEnvelopes(text);
    this.#ports = ports;
  }

  /**
   * Opens the envelopes that are searched for one after the other, in the order of the text. Where nothing that is
   * selected could be one, the first of the text that opens is the last.
   * @throws UserError where there is no envelope at all, or the text can't be looked through
   */
  async *outcomes(keys: readonly PayloadKeys[], search: EnvelopeSearch = {}): AsyncGenerator<Outcome> {
    const meant = (await this.#slices.run(this.#envelopes.of(search))) ?? [];
    const envelopes = meant.length > 0 ? meant : ((await this.#slices.run(this.#envelopes.all())) ?? []);
    if (envelopes.length === 0) throw withFormat(noEnvelope(), this.#envelopes.text);
    let opened = 0;
    for (const [index, envelope] of envelopes.slice(0, LIMITS.decrypted).entries()) {
      if (opened === 0 && index >= LIMITS.decryptedInVain) return;
      const outcome = await this.#open(envelope, keys);
      yield outcome;
      if (!("result" in outcome)) continue;
      opened++;
      if (meant.length === 0) return;
    }
  }

  /** What was opened already, for the one of several apps with that key that it is meant for. */
  async openFor({ envelope, result }: Opened, keys: readonly PayloadKeys[]): Promise<DecryptResult> {
    const again = await this.#open(envelope, keys);
    return "result" in again ? again.result : result;
  }

  /**
   * The result with the shape of what stands around its envelope, and without what belongs to other payloads.
   * @param others what was opened beside it
   * @param selection what a person selected: the shape begins there if that is JSON of its own
   */
  async withShape(
    result: DecryptResult,
    others: readonly TextRange[] = [],
    selection?: TextRange,
  ): Promise<DecryptResult> {
    if (!result.shape) return result;
    const { text } = this.#envelopes;
    const payloads = (await this.#slices.run(payloadsAmongInSteps(this.#envelopes))) ?? [];
    const neighbours = [...without(result.report, payloads), ...others];
    return withShape(result, text, this.#ports, selection ? wholeFrom(text, selection) : 0, neighbours);
  }

  async #open(envelope: FoundEnvelope, keys: readonly PayloadKeys[]): Promise<Outcome> {
    try {
      return { envelope, result: await openEnvelope(envelope, keys, this.#ports, this.#envelopes.text) };
    } catch (error) {
      return { envelope, error };
    }
  }
}

/** All but the one that is the payload's own: several may stand in one string, and so have its offsets. */
function without({ start, end }: DecryptReport, payloads: readonly TextRange[]): TextRange[] {
  const own = payloads.findIndex((range) => range.start === start && range.end === end);
  return payloads.filter((_, index) => index !== own);
}

function wholeFrom(text: string, { start, end }: TextRange): number {
  const selected = text.slice(start, end);
  return readJson(selected) === undefined ? 0 : start + selected.search(/\S/);
}

function noEnvelope(): UserError {
  return new UserError("no-envelope", "No encrypted payload was found in this text.", {
    remedy:
      "Select the whole response: the ciphertext, the wrapped key and what belongs to them, with the headers if a part is there.",
  });
}
