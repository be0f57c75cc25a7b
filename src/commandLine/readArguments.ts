import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserError } from "../domain/errors";
import { checkPort } from "../edge/checkPort";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>["values"];

/**
 * The values of a program's options, which are all that it takes.
 * @throws UserError `bad-arguments`
 */
export function readArguments<const T extends Options>(args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    throw new UserError("bad-arguments", "The arguments can't be understood.", {
      remedy: "Run it with --help to see them.",
    });
  }
}

/** @throws UserError `bad-port` */
export function portIn(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  checkPort(port);
  return port;
}
