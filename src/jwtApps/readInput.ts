import { boundedBytes, bytesOfFile } from "../commandLine/boundedBytes";
import type { CommandStreams } from "../commandLine/streams";
import { UserError } from "../domain/errors";

/** What a command takes in, beside its options. */
export interface Input {
  /** The argument by its place: a file, or "-" or undefined for standard input. Never told: it may be a token. */
  readonly place: string | undefined;
  /** In bytes. */
  readonly most: number;
}

/** @throws UserError `file-unreadable`, `input-unreadable`, `input-too-large` */
export async function readInput(
  { place, most }: Input,
  { input, isTyped, error }: Pick<CommandStreams, "input" | "isTyped" | "error">,
): Promise<Uint8Array<ArrayBuffer>> {
  const isFile = place !== undefined && place !== "-";
  if (!isFile && isTyped) error("Reading what is typed or pasted here, until Ctrl-D (Ctrl-Z and Enter on Windows).");
  const bytes = await (isFile ? bytesOfFile(place, most) : boundedBytes(input, most)).catch(() => {
    throw isFile
      ? new UserError("file-unreadable", "The file that is named can't be read.", {
          remedy: "Check its path, and that you may read it.",
        })
      : new UserError("input-unreadable", "Standard input can't be read.", {
          remedy: "Name a file, or pipe something in.",
        });
  });
  if (bytes) return bytes;
  throw new UserError("input-too-large", "There are more than {0} MB to read.", { args: [most / 1e6] });
}

/**
 * The same as text.
 * @throws UserError `input-not-text` beside those of `readInput`
 */
export async function readText(
  input: Input,
  streams: Pick<CommandStreams, "input" | "isTyped" | "error">,
): Promise<string> {
  const bytes = await readInput(input, streams);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError("input-not-text", "What was read is not text in UTF-8.");
  }
}

/**
 * The only argument by its place.
 * @throws UserError `several-inputs`
 */
export function onlyPlace([place, ...others]: readonly string[]): string | undefined {
  if (others.length === 0) return place;
  throw new UserError("several-inputs", "Only one file can be read at a time.", {
    remedy: "Options are written with two dashes: run it with --help to see them.",
  });
}
