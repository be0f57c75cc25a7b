import { AppSecrets } from "../../apps/appSecrets";
import type { JwtApp } from "../../apps/jwtApp";
import { signsWithSecret } from "../../keys/joseAlgorithms";
import { LIMITS } from "../../limits";
import type { RandomBytes } from "../../ports";
import type { Steps, TimeSlices } from "../../steps";
import type { JsonObject } from "../../text/json";
import type { Piece } from "../../text/textRange";
import { findTokensInSteps } from "../../tokens/inText/findTokens";
import { inspectionOf } from "../../tokens/inspect";
import { appNamedBy } from "../../tokens/verify/appClaim";
import { verifyFor } from "../../tokens/verify/signature";
import { privateKeysInSteps, secretCandidatesInSteps } from "./secretCandidates";
import { SecretFingerprints } from "./secretFingerprints";

/** What an old credential has left in a text. */
export interface OldUses {
  /** Tokens that name its app and that it signed. */
  readonly tokens: readonly (Piece & Pick<OldToken, "expiresAt">)[];
  /** Encrypted tokens: what is in them can't be told from here. */
  readonly encrypted: readonly Piece[];
  /** The client secret, or the private key, itself. */
  readonly secrets: readonly Piece[];
  /** False where more stands there than is looked at. */
  readonly isWhole: boolean;
}

/** A shorter one would be found in words of any text. */
const MIN_WRITTEN_LENGTH = 8;

/** What a token that it signed says. */
export interface OldToken {
  readonly claims: JsonObject;
  /** Seconds since the epoch; undefined where it names no time that can be read. */
  readonly expiresAt: number | undefined;
}

/**
 * What an app signed with until it got another client secret or key pair. It finds what that has left in texts: a token
 * is of it where the signature is, whatever the token says.
 */
export class OldCredential {
  readonly #app: JwtApp;
  readonly #secrets: AppSecrets | undefined;
  readonly #fingerprints: SecretFingerprints;
  /** Signatures that may still be looked at: a workspace could hold tokens without end. */
  #signatures: number = LIMITS.oldSignatures;
  /** Tokens that it is known to have signed: they are asked for again once they are to be renewed. */
  readonly #known = new Map<string, OldToken>();

  /**
   * @param app as it was: of one that signs with a key, its public half tells
   * @param secrets those of that time, of which the one that signed counts
   */
  static async of(app: JwtApp, secrets: AppSecrets | undefined, randomBytes: RandomBytes): Promise<OldCredential> {
    const { clientSecret, signingPrivateKey } = secrets?.reveal() ?? {};
    const signing = new AppSecrets(signsWithSecret(app.algorithm) ? { clientSecret } : { signingPrivateKey });
    const fingerprints = new SecretFingerprints(randomBytes);
    await fingerprints.learn(app, signing);
    return new OldCredential(app, signing, fingerprints);
  }

  private constructor(app: JwtApp, secrets: AppSecrets, fingerprints: SecretFingerprints) {
    this.#app = app;
    this.#secrets = secrets;
    this.#fingerprints = fingerprints;
  }

  /** Takes time linear in the text. Undefined where nobody waits for it any more. */
  async usesIn(text: string, slices: TimeSlices): Promise<OldUses | undefined> {
    const found = await slices.run(findTokensInSteps(text));
    const candidates = found && (await slices.run(secretCandidatesInSteps(text)));
    const keys = candidates && (await slices.run(privateKeysInSteps(text)));
    if (!keys) return undefined;
    const tokens: (Piece & Pick<OldToken, "expiresAt">)[] = [];
    for (const { text: token, start, end, parts } of found.slice(0, LIMITS.tokens)) {
      if (!(await slices.pause())) return undefined;
      const old = parts === 3 ? await this.tokenOf(token) : undefined;
      if (old) tokens.push({ text: token, start, end, expiresAt: old.expiresAt });
    }
    const known = [...(await this.#fingerprints.values(candidates)), ...(await this.#fingerprints.keys(keys))];
    const written = await slices.run(this.#writtenSecrets(text));
    if (!written) return undefined;
    const secrets = new Map([...written, ...known.map(({ piece }) => piece)].map((piece) => [piece.start, piece]));
    return {
      tokens,
      encrypted: found.filter(({ parts }) => parts === 5),
      secrets: [...secrets.values()].sort((one, other) => one.start - other.start),
      isWhole: found.length <= LIMITS.tokens && secrets.size < LIMITS.pieces && this.#signatures >= 0,
    };
  }

  /** The client secret in any form that it may have, which candidates by their look haven't; also as JSON and URLs have it. */
  *#writtenSecrets(text: string): Steps<Piece[]> {
    const secret = this.#secrets?.reveal().clientSecret?.trim() ?? "";
    if (secret.length < MIN_WRITTEN_LENGTH) return [];
    const quoted = JSON.stringify(secret).slice(1, -1);
    const found: Piece[] = [];
    for (const form of new Set([secret, quoted, quoted.replaceAll("/", "\\/"), encodeURIComponent(secret)])) {
      yield;
      for (
        let at = text.indexOf(form);
        at >= 0 && found.length < LIMITS.pieces;
        at = text.indexOf(form, at + form.length)
      )
        found.push({ text: form, start: at, end: at + form.length });
    }
    return found;
  }

  /** What a token says that names the app and that it signed; undefined for any other. */
  async tokenOf(token: string): Promise<OldToken | undefined> {
    const known = this.#known.get(token);
    if (known) return known;
    const { kind, claims, expiresAt } = inspectionOf(token);
    if (kind !== "jws" || !claims) return undefined;
    // Cheaper than a signature, and what most tokens of others fail.
    if (appNamedBy(claims, [this.#app], false, "publicApi").candidates.length === 0) return undefined;
    if (this.#signatures-- <= 0 || (await verifyFor(this.#app, this.#secrets, token)) !== "matches") return undefined;
    const old = { claims, expiresAt: expiresAt.state === "read" ? expiresAt.seconds : undefined };
    this.#known.set(token, old);
    return old;
  }
}
