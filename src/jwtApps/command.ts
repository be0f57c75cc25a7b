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
