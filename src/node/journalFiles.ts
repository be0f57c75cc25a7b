import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AppJournal } from "../domain/apps/storage/storagePorts";
import { UserError } from "../domain/errors";
import { hasCode, isId, listFolder, unlinkIfThere, writeBeside } from "./atomicFiles";

/** One file `<id>` for each marker, in `folder`. Linking a finished file into place is atomic and fails where there is one. */
export function journalFiles(folder: string): AppJournal {
  return {
    begin: async (id, text) => {
      const path = pathOf(folder, id);
      const temporary = await writeBeside(folder, id, text);
      try {
        await link(temporary, path).catch((error: unknown) => {
          if (hasCode(error, "EEXIST")) throw error;
          // A file system without hard links. A marker cut off here stands before anything was changed.
          return writeFile(path, text, { flag: "wx", mode: 0o600 });
        });
        return true;
      } catch (error) {
        if (hasCode(error, "EEXIST")) return false;
        throw error;
      } finally {
        await unlink(temporary).catch(() => undefined);
      }
    },
    read: (id) => readMarker(pathOf(folder, id)),
    end: async (id, text) => {
      const path = pathOf(folder, id);
      if ((await readMarker(path)) === text) await unlinkIfThere(path);
    },
    list: async () => (await listFolder(folder)).filter(isId),
  };
}

function pathOf(folder: string, id: string): string {
  if (!isId(id)) throw new UserError("invalid-app-id", "This is not the id of an app.");
  return join(folder, id);
}

async function readMarker(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
