import { SECRETS_USAGE } from "../commandLine/secretsVariable";
import { UserError } from "../domain/errors";
import { lettersApart } from "../domain/text/misspelling";
import { type Command, DONE, exitCodes } from "./command";

/** The exit code of what can't be done. */
export const FAILURE = 2;

interface Entry {
  readonly about: string;
  /** What it does, loaded when it is run. */
  readonly load: () => Promise<Command>;
}

const COMMANDS: ReadonlyMap<string, Entry> = new Map([
  ["token", { about: "makes a token of an app", load: async () => (await import("./token")).token }],
  [
    "inspect",
    {
      about: "says what the platform's rules have against a token",
      load: async () => (await import("./inspect")).inspect,
    },
  ],
  ["decrypt", { about: "opens an encrypted payload", load: async () => (await import("./decrypt")).decrypt }],
  ["encrypt", { about: "encrypts a payload for an app", load: async () => (await import("./encrypt")).encrypt }],
  [
    "endpoints",
    { about: "finds endpoints of the platform's APIs", load: async () => (await import("./endpoints")).endpoints },
  ],
  ["platform", { about: "runs a local platform on 127.0.0.1", load: async () => (await import("./servers")).platform }],
  ["gateway", { about: "runs the gateway on 127.0.0.1", load: async () => (await import("./servers")).gateway }],
]);

const USAGE = `node jwtApps.js <command> …

${[...COMMANDS].map(([name, { about }]) => `  ${name.padEnd(11)}${about}`).join("\n")}

Each says with --help what it takes. Apps come from a file that the command "Export Apps" wrote (--apps), tokens and
payloads from a file or standard input, secrets never from an argument. Results are on standard output, all else is on
standard error.

${SECRETS_USAGE}
${exitCodes(`the answer is no: a check failed, nothing could be decrypted, no endpoint was found,
the tables of the local platform were not saved`)}`;

const ASKS_FOR_HELP: ReadonlySet<string> = new Set(["--help", "-h", "help"]);

/** Runs the command that the first argument names. */
export const runCommand: Command = async ([name, ...args], secretsJson, streams) => {
  if (name !== undefined && ASKS_FOR_HELP.has(name)) {
    const [about] = args;
    if (about !== undefined && COMMANDS.has(about)) return runCommand([about, "--help"], secretsJson, streams);
    streams.out(USAGE);
    return DONE;
  }
  const entry = name === undefined ? undefined : COMMANDS.get(name);
  if (!entry) throw noCommand(name);
  const command = await entry.load();
  return command(args, secretsJson, streams);
};

/** What somebody wrote in its place isn't told: it may be a token. */
function noCommand(name: string | undefined): UserError {
  const names = [...COMMANDS.keys()];
  const [meant] = name === undefined ? [] : names.filter((known) => lettersApart(name.toLowerCase(), known, 2) <= 2);
  if (meant !== undefined)
    return new UserError("no-command", "There is no such command.", { args: [meant], remedy: "Did you mean {0}?" });
  return new UserError("no-command", "The first argument has to be a command: {0}.", {
    args: [names.join(", ")],
    remedy: "Run it with --help to see what they do.",
  });
}
