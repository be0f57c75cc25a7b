import { UserError } from "../errors";
import { base64ToBytes } from "../keys/base64";
import { LIMITS } from "../limits";
import { algorithmName } from "./algorithms";
import { SIGNATURE_LENGTHS } from "../keys/joseAlgorithms";
import { cleanToken, decodeJsonPart } from "./tokenText";
import type { JsonObject } from "../text/json";

/** What can be read of a token without a key. Nothing of it is proven. */
export interface InspectedToken {
  /** `jws`: three parts with readable header and claims; `jwe`: five parts with a readable header. */
  readonly kind: "jws" | "jwe" | "unreadable";
  /** The token without what stood around it. */
  readonly token: string;
  readonly header?: JsonObject;
  /** Of a JWS; those of a JWE are encrypted. */
  readonly claims?: JsonObject;
  readonly issuedAt: TokenTime;
  readonly notBefore: TokenTime;
  readonly expiresAt: TokenTime;
  /** Why it is unreadable, or what a server may object to; not thrown, most important first. */
  readonly problems: readonly UserError[];
}

/**
 * A time of a token (NumericDate, RFC 7519, 2): seconds since the epoch, with a fraction if the claim has one.
 * `milliseconds` is the usual mistake (platform.md, 3.2): `seconds` is then what was meant, not what the claim says.
 */
export type TokenTime =
  | { readonly state: "absent" | "unreadable" }
  | { readonly state: "read" | "milliseconds"; readonly seconds: number };

/** Reads a token, or whatever else the text is. Takes time in proportion to the text, of which 2,000,000 characters are read at most. */
export function inspectionOf(text: string): InspectedToken {
  if (text.length > LIMITS.token) {
    return unreadable(
      "",
      new UserError("token-too-long", "This text is too long for a token: it has {0} characters.", {
        args: [text.length],
      }),
    );
  }
  const { token, hasWhiteSpaceInside } = cleanToken(text);
  if (token === "") return unreadable(token, new UserError("no-token", "There is no token in this text: it is empty."));
  const parts = token.split(".", 6);
  const notes = [...(hasWhiteSpaceInside ? [whiteSpaceInside()] : []), ...partProblems(parts)];
  if (parts.length === 3) return inspectJws(token, parts, notes);
  if (parts.length === 5) return inspectJwe(token, parts, notes);
  return inspectOther(token, parts, notes);
}

/** Reads tokens, and remembers up to `limit` of them: the same ones are asked for after each change of a text. */
export function rememberingInspector(limit: number): (token: string) => InspectedToken {
  let known = new Map<string, InspectedToken>();
  return (token) => {
    const found = known.get(token) ?? inspectionOf(token);
    if (known.size >= limit) known = new Map();
    known.set(token, found);
    return found;
  };
}

function inspectJws(token: string, parts: readonly string[], notes: UserError[]): InspectedToken {
  const header = decodeJsonPart(parts[0] ?? "", "header");
  const claims = decodeJsonPart(parts[1] ?? "", "claims");
  if (header instanceof UserError || claims instanceof UserError) {
    const reasons = [header, claims].filter((part) => part instanceof UserError);
    return { ...unreadable(token, ...reasons, ...notes), ...(header instanceof UserError ? {} : { header }) };
  }
  return {
    kind: "jws",
    token,
    header,
    claims,
    ...timesOf(claims),
    problems: [...signatureProblems(header, parts[2] ?? ""), ...timeProblems(claims), ...notes],
  };
}

function inspectJwe(token: string, parts: readonly string[], notes: UserError[]): InspectedToken {
  const header = decodeJsonPart(parts[0] ?? "", "header");
  if (header instanceof UserError) return unreadable(token, header, ...notes);
  const missing = ["alg", "enc"].find((name) => typeof header[name] !== "string");
  if (!missing) return { kind: "jwe", token, header, ...timesOf(undefined), problems: notes };
  return {
    ...unreadable(
      token,
      new UserError("header-incomplete", "The header of this JWE lacks “{0}”.", { args: [missing] }),
      ...notes,
    ),
    header,
  };
}

/** One, two or four parts: mostly a token that was cut. */
function inspectOther(token: string, parts: readonly string[], notes: UserError[]): InspectedToken {
  const header = decodeJsonPart(parts[0] ?? "", "header");
  if (header instanceof UserError) {
    return unreadable(
      token,
      new UserError(
        "not-a-token",
        "This text is not a token: a JWT has three parts with dots between them, a JWE five.",
      ),
      ...notes,
    );
  }
  const count = token.split(".").length;
  const expected = typeof header["enc"] === "string" ? 5 : 3;
  const reason =
    count < expected
      ? new UserError("token-cut", "This token is incomplete: it has {0} of its {1} parts.", {
          args: [count, expected],
          remedy: "Copy it again, whole.",
        })
      : new UserError("too-many-parts", "This token has {0} parts; {1} are expected.", { args: [count, expected] });
  return { ...unreadable(token, reason, ...notes), header };
}

function unreadable(token: string, ...problems: UserError[]): InspectedToken {
  return { kind: "unreadable", token, ...timesOf(undefined), problems };
}

export function timesOf(claims: JsonObject | undefined): Pick<InspectedToken, "issuedAt" | "notBefore" | "expiresAt"> {
  return { issuedAt: timeOf(claims, "iat"), notBefore: timeOf(claims, "nbf"), expiresAt: timeOf(claims, "exp") };
}

/** From here on a number of seconds means the year 5138, and so rather milliseconds since 1973. */
const FIRST_MILLISECONDS = 1e11;
/** The last time that a Date can hold, in milliseconds. */
const LAST_MILLISECONDS = 8.64e15;

function timeOf(claims: JsonObject | undefined, name: string): TokenTime {
  if (!claims || !Object.hasOwn(claims, name)) return { state: "absent" };
  const value = claims[name];
  if (typeof value !== "number" || value < 0 || value > LAST_MILLISECONDS) return { state: "unreadable" };
  if (value >= FIRST_MILLISECONDS) return { state: "milliseconds", seconds: value / 1000 };
  return { state: "read", seconds: value };
}

function timeProblems(claims: JsonObject): UserError[] {
  return ["exp", "nbf", "iat"].flatMap((name) => {
    const { state } = timeOf(claims, name);
    if (state === "unreadable")
      return [new UserError("time-unreadable", "The claim “{0}” is not a time in seconds.", { args: [name] })];
    if (state === "milliseconds") {
      return [
        new UserError(
          "time-in-milliseconds",
          "The claim “{0}” seems to be in milliseconds; it is counted in seconds.",
          { args: [name] },
        ),
      ];
    }
    return [];
  });
}

function signatureProblems(header: JsonObject, signature: string): UserError[] {
  const { alg } = header;
  if (typeof alg !== "string" || alg === "")
    return [new UserError("header-incomplete", "The header of this token lacks “{0}”.", { args: ["alg"] })];
  if (alg.toLowerCase() === "none" || signature === "")
    return [new UserError("not-signed", "This token is not signed.")];
  const expected = Object.hasOwn(SIGNATURE_LENGTHS, alg) ? SIGNATURE_LENGTHS[alg] : undefined;
  const found = base64ToBytes(signature)?.length;
  if (found === undefined || expected === undefined || found === expected) return [];
  return [
    new UserError("signature-length", "The signature of this token has {0} bytes; {1} makes {2}.", {
      args: [found, algorithmName(alg), expected],
      remedy: "It seems to be cut; copy the token again, whole.",
    }),
  ];
}

/** What is read all the same, though RFC 7515, 2 forbids it. */
function partProblems(parts: readonly string[]): UserError[] {
  const damaged = parts.findIndex((part) => !base64ToBytes(part));
  const unusual = parts.findIndex((part) => /[=+/]/.test(part));
  return [
    ...(damaged < 0
      ? []
      : [
          new UserError("part-not-base64url", "Part {0} of this token can't be read as base64url.", {
            args: [damaged + 1],
          }),
        ]),
    ...(unusual < 0
      ? []
      : [
          new UserError(
            "part-base64",
            "Part {0} of this token is written in base64 with padding, + or /, instead of base64url.",
            { args: [unusual + 1] },
          ),
        ]),
  ];
}

function whiteSpaceInside(): UserError {
  return new UserError(
    "white-space-inside",
    "There is white space inside this token, which a server doesn't take away.",
  );
}
