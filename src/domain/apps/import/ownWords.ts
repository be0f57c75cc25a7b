import { UserError } from "../../errors";
import { cleanName } from "../appName";
import { hostIn } from "../hosts";
import { isSaid, property, propertyName, textIn } from "./jsonObject";
import type { JsonObject } from "../../text/json";
import { USED_FOR, type JwtApp } from "../jwtApp";
import { CREATED_IN } from "../../scopes/scope";
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from "../../keys/joseAlgorithms";

/**
 * What an entry of a list of JWT apps says of the app beside the documented fields (platform.md, 1.2), where it is
 * plain.
 */
export type OwnWords = Partial<Pick<JwtApp, "name" | "algorithm" | "host" | "createdIn" | "usedFor">>;

export interface FoundWords {
  readonly words: OwnWords;
  /** The names of the properties that were read, as they are written there. */
  readonly taken: readonly string[];
  /** What stands there and isn't plain. */
  readonly problems: readonly UserError[];
}

/**
 * Reads what people's own notes say of an app, and what a response may say one day. Of no such field is known that the
 * platform means it so: whoever shows it tells that.
 * @param clientId what a sentence calls the app
 */
export function ownWordsIn(entry: JsonObject, clientId: string): FoundWords {
  const given = (names: readonly string[]): string[] =>
    names.flatMap((name) => {
      const written = propertyName(entry, name);
      return written !== undefined && isSaid(entry[written]) ? [written] : [];
    });
  const names = given(NAMES)
    .filter((name) => nameOf(entry[name]) !== undefined)
    .slice(0, 1);
  const algorithms = given(ALGORITHM_FIELDS);
  const said = new Set(algorithms.map((name) => algorithmIn(entry[name])));
  const [algorithm] = said.size === 1 ? said : [];
  const [hostName] = given(["host"]);
  const hostText = textIn(entry, "host");
  const host = hostText === undefined ? undefined : hostIn(hostText);
  const createdIn = CREATED_IN.find((each) => each === property(entry, "createdIn"));
  const usedFor = USED_FOR.find((each) => each === property(entry, "usedFor"));
  const problems = [
    ...(algorithms.length > 0 && algorithm === undefined ? [noAlgorithm(clientId, algorithms, said)] : []),
    ...(hostName !== undefined && host === undefined ? [noHost(clientId)] : []),
  ];
  const [name] = names.map((each) => nameOf(entry[each]));
  return {
    words: {
      ...(name !== undefined && { name }),
      ...(algorithm !== undefined && { algorithm }),
      ...(host !== undefined && { host }),
      ...(createdIn && { createdIn }),
      ...(usedFor && { usedFor }),
    },
    taken: [
      ...names,
      ...algorithms,
      ...(hostName === undefined ? [] : [hostName]),
      ...(createdIn ? given(["createdIn"]) : []),
      ...(usedFor ? given(["usedFor"]) : []),
    ],
    problems,
  };
}

const NAMES = ["name", "appName"] as const;
const ALGORITHM_FIELDS = ["algorithm", "jwtAlgorithm", "alg", "signingAlgorithm", "jwtSigningAlgorithm"] as const;

/** Whether a property of this name, as `nameIn` gives it, says an algorithm. */
export function isAlgorithmField(name: string): boolean {
  return ALGORITHM_FIELDS.some((each) => each.toLowerCase() === name);
}

/** What an object says its algorithm is, where it is one. */
export function algorithmOf(object: JsonObject): SigningAlgorithm | undefined {
  return algorithmIn(textIn(object, ...ALGORITHM_FIELDS));
}

/** One that the platform has (platform.md, 1.3), in whatever letter case, and with or without a hyphen. */
export function algorithmIn(value: unknown): SigningAlgorithm | undefined {
  if (typeof value !== "string" || value.length > 20) return undefined;
  const text = value
    .trim()
    .toUpperCase()
    .replace(/^(HS|RS)[-_ ](?=\d)/, "$1");
  return SIGNING_ALGORITHMS.find((each) => each === text);
}

function nameOf(value: unknown): string | undefined {
  return (typeof value === "string" && cleanName(value)) || undefined;
}

function noAlgorithm(
  clientId: string,
  fields: readonly string[],
  said: ReadonlySet<SigningAlgorithm | undefined>,
): UserError {
  const args = [clientId, fields.join(", "), SIGNING_ALGORITHMS.join(", ")];
  return said.size > 1
    ? new UserError("algorithm-doubtful", "What {0} has as “{1}” is not one algorithm, so HS256 is assumed.", {
        args,
      })
    : new UserError("algorithm-unknown", "What {0} has as “{1}” is none of {2}, so HS256 is assumed.", { args });
}

function noHost(clientId: string): UserError {
  return new UserError("host-left-out", "What {0} has as “host” is no host name, so it was left out.", {
    args: [clientId],
  });
}
