import type { Started } from "../commandLine/program";
import type { CommandStreams } from "../commandLine/streams";

/**
 * Does what one command is for.
 * @param args those behind its name
 * @param secretsJson the value of JWT_APPS_SECRETS
 * @returns the exit code, what runs on, or undefined where nothing was to be done
 * @throws UserError for whatever keeps it from doing it
 */
export type Command = (
  args: readonly string[],
  secretsJson: string | undefined,
  streams: CommandStreams,
) => Promise<Started | ExitCode | undefined>;

/** `NO`: the answer is no. That something can't be done is thrown. */
export const DONE = 0;
export const NO = 1;
export type ExitCode = typeof DONE | typeof NO;

/**
 * What its usage says of them.
 * @param no what 1 means; without it there is no such answer
 */
export function exitCodes(no?: string): string {
  return `Exit codes: 0 it is done; ${no === undefined ? "" : `1 ${no}; `}2 it can't be done, as standard error says.`;
}
