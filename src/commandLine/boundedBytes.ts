import { type FileHandle, open } from "node:fs/promises";

/**
 * All bytes of a file, or of a pipe or device that has a path, as of `<(…)`; undefined where there are more than `most`,
 * of which no more are read.
 * @param check is given the open file, which is read next: nobody can put another one in its place
 * @throws what the file system throws, also for a folder
 */
export async function bytesOfFile(
  path: string,
  most: number,
  check: (file: FileHandle) => Promise<void> = async () => undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = await open(path);
  try {
    await check(file);
    return await boundedBytes(piecesOf(file), most);
  } finally {
    await file.close();
  }
}

/** All of the pieces as one; undefined where they are more than `most` bytes. */
export async function boundedBytes(
  pieces: AsyncIterable<Uint8Array>,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const taken: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > most) return undefined;
    taken.push(piece);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of taken) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Bytes that are read at once. */
const PIECE = 1_000_000;

/** Not by its size: pipes and devices have none. */
async function* piecesOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(new Uint8Array(PIECE), 0, PIECE, null);
    if (bytesRead === 0) return;
    yield bytesRead < PIECE ? buffer.slice(0, bytesRead) : buffer;
  }
}
