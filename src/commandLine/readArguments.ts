import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserError } from "../domain/errors";
import { isMisspelling } from "../domain/text/misspelling";
import { checkPort } from "../edge/checkPort";
import { SECRETS_FILE, SECRETS_VARIABLE } from "./secretsVariable";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>["values"];

/** What every program has. */
export const HELP_OPTION = { type: "boolean", short: "h", default: false } as const;

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
    const config = { args: [...args], options, allowPositionals: true, tokens: true } as const;
    const { values, positionals, tokens } = parseArgs(config);
    const once = tokens.flatMap((token) =>
      token.kind === "option" && isSaidOnce(options[token.name]) ? token.name : [],
    );
    const twice = once.find((name, index) => once.indexOf(name) < index);
    if (twice !== undefined) throw saidTwice(twice);
    return { values, places: positionals };
  } catch (failure) {
    if (failure instanceof UserError) throw failure;
    if (args.some((arg) => isForSecret(arg, options))) throw secretInArguments();
    throw badValue(failure, options) ?? misspelledOption(args, options) ?? badArguments();
  }
}

/** Of two values the last would count, unseen. */
function isSaidOnce(option: Options[string] | undefined): boolean {
  return option?.type === "string" && option.multiple !== true;
}

function saidTwice(name: string): UserError {
  return new UserError("bad-arguments", "{0} is there more than once.", {
    args: [`--${name}`],
    remedy: "Leave it there once.",
  });
}

/** An option of ours with no value, or with one that it doesn't take: its name is what the parser's message begins with. */
function badValue(failure: unknown, options: Options): UserError | undefined {
  const isOfValue =
    failure instanceof Error && "code" in failure && failure.code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE";
  const name = isOfValue ? /--([\w-]+)/.exec(failure.message)?.[1] : undefined;
  if (name === undefined || !Object.hasOwn(options, name)) return undefined;
  if (options[name]?.type === "boolean")
    return new UserError("bad-arguments", "{0} takes no value.", { args: [`--${name}`], remedy: "Write it alone." });
  return new UserError("bad-arguments", "{0} needs a value.", {
    args: [`--${name}`],
    remedy: "Write it behind {0}, or, where it begins with a dash, as {0}=-….",
  });
}

/** Of what somebody wrote nothing is told, but what was probably meant. */
function misspelledOption(args: readonly string[], options: Options): UserError | undefined {
  for (const arg of args) {
    const [, dashes, written = ""] = /^(--?)([\w-]+)/.exec(arg) ?? [];
    if (dashes === undefined || (dashes === "--" && Object.hasOwn(options, written))) continue;
    const meant = Object.keys(options).find((name) => isMisspelling(written, name));
    if (meant !== undefined)
      return new UserError("bad-arguments", "There is no such option.", {
        args: [`--${meant}`],
        remedy: "Did you mean {0}?",
      });
  }
  return undefined;
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
