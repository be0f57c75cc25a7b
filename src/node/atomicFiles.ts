import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readdir, rename, stat, unlink, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { decodeAppFile, MAX_APP_FILE_BYTES } from "../domain/apps/storage/appFile";
import type { AppFiles } from "../domain/apps/storage/storagePorts";
import { UserError } from "../domain/errors";

/**
 * One file `<id>.json` for each app, in `folder`, which is made when it is first needed. A file is written beside its
 * place and renamed into it, so it is always the old one or the new one as a whole; `workspace.fs` can't promise that.
 * Files can be read by their owner alone, although they hold no secrets.
 * @param limit in bytes; a file with more is not read
 */
export function atomicFiles(folder: string, limit = MAX_APP_FILE_BYTES): AppFiles {
  return {
    list: async () =>
      (await listFolder(folder)).filter((name) => APP_FILE.test(name)).map((name) => name.slice(0, -".json".length)),
    read: async (id) => (isId(id) ? readBounded(pathOf(folder, id), limit) : undefined),
    write: async (id, text) => {
      const path = pathOf(folder, id);
      const temporary = await writeBeside(folder, id, text);
      try {
        await patiently(() => rename(temporary, path));
      } catch (error) {
        await unlink(temporary).catch(() => undefined);
        throw error;
      }
      await flushFolder(folder);
    },
    delete: async (id) => {
      await unlinkIfThere(pathOf(folder, id));
      await flushFolder(folder);
    },
  };
}

/** Names of the plain files in `folder`, none if it isn't there. Removes temporary files that a dead process has left. */
export async function listFolder(folder: string): Promise<string[]> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  await Promise.all(names.filter((name) => TEMPORARY.test(name)).map((name) => removeIfStale(join(folder, name))));
  return names.filter((name) => !TEMPORARY.test(name));
}

/** Writes a temporary file for `id`, through to the disk, and returns its path. */
export async function writeBeside(folder: string, id: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `.${id}.${randomUUID()}.tmp`);
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    return path;
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(path).catch(() => undefined);
    throw error;
  }
}

export async function unlinkIfThere(path: string): Promise<void> {
  try {
    await patiently(() => unlink(path));
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

/** Tries again for a third of a second: on Windows a virus scanner or indexer may hold a file for a moment. */
export async function patiently<T>(operation: () => Promise<T>): Promise<T> {
  for (let delay = 10; ; delay *= 2) {
    try {
      return await operation();
    } catch (error) {
      if (delay > 160 || !hasCode(error, "EPERM", "EACCES", "EBUSY")) throw error;
      await wait(delay);
    }
  }
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** App ids become file names, so nothing but a UUID is let through. */
export function isId(id: string): boolean {
  return UUID.test(id);
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const APP_FILE = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.json$/i;
const TEMPORARY = /^\.[\da-f]{8}-[\da-f.-]{1,100}\.tmp$/i;

/** In milliseconds; writing takes a few. */
const STALE_AFTER = 60_000;

function pathOf(folder: string, id: string): string {
  if (!isId(id)) throw new UserError("invalid-app-id", "This is not the id of an app.");
  return join(folder, `${id}.json`);
}

/** Never follows a link, waits for a pipe, or reads much more than an app file may have. */
async function readBounded(path: string, limit: number): Promise<string | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
  try {
    let bytes = Buffer.allocUnsafe(8 * 1024);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length > limit) return decodeAppFile(bytes.subarray(0, length), limit);
      if (length === bytes.length) bytes = Buffer.concat([bytes], length * 4);
    }
  } finally {
    await file.close();
  }
}

async function removeIfStale(path: string): Promise<void> {
  try {
    if (Math.abs(Date.now() - (await stat(path)).mtimeMs) > STALE_AFTER) await unlink(path);
  } catch {
    // Another window was quicker, or it will be tried again with the next listing.
  }
}

/** So that the rename or removal itself survives a power cut; Windows can't open folders and doesn't need it. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The change is made; only its durability isn't confirmed.
  }
}
