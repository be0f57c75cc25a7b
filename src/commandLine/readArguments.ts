import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserError } from "../domain/errors";
import { checkPort } from "../edge/checkPort";
import { SECRETS_FILE, SECRETS_VARIABLE } from "./secretsVariable";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>["values"];

/**
 * The values of a program's options, which are all that it takes.
 * @throws UserError `bad-arguments`, `secret-in-arguments`
 */
export function readArguments<const T extends Options>(args: readonly string[], options: T): Parsed<T> {
  const { values, places } = readPlaces(args, options);
  if (places.length > 0) throw badArguments();
  return values;
}

/**
 * The same of a program that also takes arguments by their place. Nothing of what somebody wrote is told: it may be a
 * secret.
 * @throws UserError `bad-arguments`, `secret-in-arguments`
 */
export function readPlaces<const T extends Options>(
  args: readonly string[],
  options: T,
): { readonly values: Parsed<T>; readonly places: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values, places: positionals };
  } catch {
    throw args.some((arg) => isForSecret(arg, options)) ? secretInArguments() : badArguments();
  }
}

/** Whether an option that there isn't is meant for a secret; a file of them is none, also where nothing reads it. */
function isForSecret(arg: string, options: Options): boolean {
  const name = /^--?([\w-]+)/.exec(arg)?.[1];
  if (name === undefined || `--${name}` === SECRETS_FILE) return false;
  return !Object.hasOwn(options, name) && /secret|passw|private|(?:^|-)key/i.test(name);
}

function secretInArguments(): UserError {
  return new UserError(
    "secret-in-arguments",
    "Secrets are never taken from arguments, which other programs can see and shells remember.",
    { args: [SECRETS_VARIABLE, SECRETS_FILE], remedy: "Give them by {0}, or in a file that {1} names." },
  );
}

/** For what no list of options tells. */
export function badArguments(): UserError {
  return new UserError("bad-arguments", "The arguments can't be understood.", {
    remedy: "Run it with --help to see them.",
  });
}

/** @throws UserError `bad-port` */
export function portIn(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  checkPort(port);
  return port;
}
