import * as v from "valibot";
import { UserError } from "../../errors";
import { isVisibleLine } from "../../text/asText";
import { isDeeperThan } from "../../text/json";
import { cleanName } from "../appName";
import { APP_FILE_VERSION, JwtApp } from "../jwtApp";

/** In bytes. Real files have one or two kilobytes; a thousand scopes would fit in 100. */
export const MAX_APP_FILE_BYTES = 1_000_000;

/** What one app file turned out to be. `reason` is one sentence for the user. */
export type AppEntry =
  | { readonly status: "ok"; readonly app: JwtApp }
  | { readonly status: "damaged"; readonly id: string; readonly reason: UserError }
  /** Written by a newer version of this extension: shown, never rewritten. */
  | { readonly status: "newer"; readonly id: string; readonly name?: string; readonly version: number };

/**
 * Reads the text of `apps/<id>.json`. Never throws. Keys that this version doesn't know are ignored, and gone after the
 * next save: what older versions must not lose needs a new file version.
 */
export function parseAppFile(id: string, text: string): AppEntry {
  if (text.length > MAX_APP_FILE_BYTES) return damaged(id, tooLarge());
  if (isDeeperThan(MAX_DEPTH, text)) {
    return damaged(
      id,
      new UserError("app-file-too-deep", "Its file is nested deeper than {0} levels.", {
        args: [MAX_DEPTH],
        remedy: REMEDY,
      }),
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch {
    return damaged(id, new UserError("app-file-not-json", "Its file is not valid JSON.", { remedy: REMEDY }));
  }
  const newer = v.safeParse(NewerFile, json);
  if (newer.success) return { status: "newer", id, ...newer.output };

  const parsed = v.safeParse(AppFile, json);
  if (!parsed.success) {
    const key = v.getDotPath(parsed.issues[0]) ?? "version";
    return damaged(
      id,
      new UserError("app-file-invalid", "Its file has no valid value for {0}.", { args: [key], remedy: REMEDY }),
    );
  }
  if (parsed.output.id !== id) {
    return damaged(
      id,
      new UserError("app-file-of-another", "Its file is called {0}, but the app in it has the id {1}.", {
        args: [id, parsed.output.id],
        remedy: REMEDY,
      }),
    );
  }
  return { status: "ok", app: frozen(withCleanName(parsed.output)) };
}

/** With all in it: an app changes by being saved, never in the hands of those who got it. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** The text of `apps/<id>.json`, and the app as it will be read from there. Throws a `UserError` for one that could not be read again. */
export function serialiseAppFile(app: JwtApp): { text: string; app: JwtApp } {
  const { nameInFile, ...kept } = app;
  // A file that somebody else wrote keeps the name it has, which request files may repeat, until there is another.
  const isRenamed = nameInFile === undefined || withCleanName({ ...kept, name: nameInFile }).name !== app.name;
  const name = isRenamed ? cleanName(app.name, app.name.length) : nameInFile;
  const text = `${JSON.stringify({ ...kept, name, version: APP_FILE_VERSION }, undefined, 2)}\n`;
  const entry = parseAppFile(app.id, text);
  if (entry.status === "ok") return { text, app: entry.app };
  if (entry.status === "damaged" && entry.reason.code === "app-file-invalid") {
    throw new UserError("invalid-app", "An app can't be saved with this value for “{0}”.", {
      args: entry.reason.details.args ?? [],
    });
  }
  throw new UserError("app-too-large", "An app can't be saved with that much in it.");
}

/** The bytes of an app file as text, without a byte order mark. Throws a `UserError` for more than the limit, and for what isn't UTF-8. */
export function decodeAppFile(bytes: Uint8Array, limit = MAX_APP_FILE_BYTES): string {
  if (bytes.length > limit) throw tooLarge(limit);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError("app-file-not-text", "Its file is not UTF-8 text.", { remedy: REMEDY });
  }
}

/** For a file that the host can't read at all. */
export function unreadableAppFile(id: string): AppEntry {
  return damaged(
    id,
    new UserError("app-file-unreadable", "Its file can't be read.", {
      remedy: "Check who may read it, or delete the app.",
    }),
  );
}

/** A name with nothing to see in it is no name: the client ID stands in its place. */
function withCleanName(app: JwtApp): JwtApp {
  if (isVisibleLine(app.name) && app.name.trim() !== "") return app;
  return { ...app, name: cleanName(app.name) || cleanName(app.clientId) || app.id, nameInFile: app.name };
}

const REMEDY = "Mend the file, or delete the app.";

/** An app needs 5 levels. */
const MAX_DEPTH = 32;

const NewerFile = v.pipe(
  v.object({
    version: v.pipe(v.number(), v.integer(), v.minValue(APP_FILE_VERSION + 1)),
    name: v.optional(v.unknown()),
  }),
  v.transform(({ version, name }) => ({
    version,
    ...(typeof name === "string" && name !== "" ? { name: name.slice(0, 200) } : {}),
  })),
);

/** `1e999` is valid JSON, and infinite. A slug that is none is no harm: the app gets another. */
const AppFile = v.pipe(
  v.object({ ...JwtApp.entries, slug: v.fallback(JwtApp.entries.slug, undefined) }),
  v.forward(
    v.check((app) => Number.isFinite(app.createdAt)),
    ["createdAt"],
  ),
  v.forward(
    v.check((app) => Number.isFinite(app.updatedAt)),
    ["updatedAt"],
  ),
);

function damaged(id: string, reason: UserError): AppEntry {
  return { status: "damaged", id, reason };
}

function tooLarge(limit = MAX_APP_FILE_BYTES): UserError {
  return new UserError("app-file-too-large", "Its file is larger than {0} bytes.", {
    args: [limit],
    remedy: REMEDY,
  });
}
