import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import { isDeeperThan, isObject, type JsonObject } from "../../text/json";
import { withoutComments } from "../../text/jsonc";
import { EXPORT_FORMAT, EXPORT_VERSION, exported, exportText } from "../exportApps";
import { clientIdKey } from "../import/sameValue";
import type { JwtApp } from "../jwtApp";
import { TEAM_FILE } from "./teamFilePath";

/** What a workspace says of its apps: an export, with its entries as they stand there. */
export interface TeamFile {
  readonly version: number;
  readonly apps: readonly unknown[];
  /** All of it, for the import. */
  readonly json: JsonObject;
  /** Comments, or commas behind a last value, which are gone when it is written again. */
  readonly hasComments: boolean;
}

/**
 * Reads what somebody may have written by hand, as VS Code's own files beside it: with comments and commas behind a last
 * value. What each entry says is for the import to judge.
 * @throws UserError for what is none: too long, no text, no JSON, too deep, no export, of a newer version, too many apps
 */
export function readTeamFile(bytes: Uint8Array): TeamFile {
  if (bytes.length > LIMITS.teamFile) throw teamFileTooLarge();
  const text = textOf(bytes);
  const plain = withoutComments(text);
  if (isDeeperThan(MAX_DEPTH, plain))
    throw refused("team-file-too-deep", "“{0}” is nested deeper than {1} levels, so it was not read.", MAX_DEPTH);
  const json = parsed(plain);
  if (!isObject(json) || json["format"] !== EXPORT_FORMAT || !Array.isArray(json["apps"]))
    throw refused("team-file-no-apps", "“{0}” is no list of JWT apps: its “format” is another, or it has no “apps”.");
  const { version, apps } = json as { readonly version: unknown; readonly apps: readonly unknown[] };
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1)
    throw refused("team-file-version", "“{0}” has no valid “version”; this one writes {1}.", EXPORT_VERSION);
  if (version > EXPORT_VERSION)
    throw new UserError("team-file-newer", "“{0}” was written by a newer version of this extension.", {
      args: [TEAM_FILE],
      remedy: "Update the extension to use it.",
    });
  if (apps.length > LIMITS.teamApps)
    throw refused("team-file-too-many", "“{0}” describes more than {1} apps, so it was not read.", LIMITS.teamApps);
  return { version, apps, json, hasComments: plain !== text };
}

export function teamFileTooLarge(): UserError {
  return refused("team-file-too-large", "“{0}” is larger than {1} bytes, so it was not read.", LIMITS.teamFile);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refused("team-file-not-text", "“{0}” is no UTF-8 text.");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refused("team-file-not-json", "“{0}” is no JSON, or it was cut off.");
  }
}

function refused(code: string, template: string, ...args: readonly number[]): UserError {
  return new UserError(code, template, {
    args: [TEAM_FILE, ...args],
    remedy: "Mend it, or delete it: “Share Apps with This Workspace…” writes it anew.",
  });
}

/** An export needs 6 levels, and more where a learned shape has a path in it. */
const MAX_DEPTH = 32;

/** What sharing apps makes of a file. */
export interface SharedText {
  readonly text: string;
  /** Apps whose entries are replaced, and those that are new. */
  readonly replaced: readonly JwtApp[];
  readonly added: readonly JwtApp[];
  /** How many entries stay as they are. */
  readonly kept: number;
}

/** The file with these apps in it: each replaces the entries that have its client ID, and all others stay. */
export function withShared(file: TeamFile | undefined, apps: readonly JwtApp[]): SharedText {
  const keys = new Set(apps.map(keyOf));
  // What is no object is no app, and means nothing to anybody.
  const entries = (file?.apps ?? []).filter(isObject).map((entry) => ({ entry, key: keyOf(entry) }));
  const kept = entries.filter(({ key }) => key === undefined || !keys.has(key)).map(({ entry }) => entry);
  const there = new Set(entries.map(({ key }) => key));
  const isThere = (app: JwtApp): boolean => there.has(keyOf(app));
  return {
    text: exportText([...kept, ...apps.map(exported)]),
    replaced: apps.filter(isThere),
    added: apps.filter((app) => !isThere(app)),
    kept: kept.length,
  };
}

/** Whether the file has an entry of the app. */
export function isShared(file: TeamFile | undefined, app: JwtApp): boolean {
  return file?.apps.some((entry) => keyOf(entry) === keyOf(app)) ?? false;
}

/** What tells apps of a file apart: a copy for the local platform has its original's client ID. */
function keyOf(entry: unknown): string | undefined {
  if (!isObject(entry) || typeof entry["clientId"] !== "string") return undefined;
  const kind = entry["credentials"] === "generated" ? "generated" : "pasted";
  return `${kind} ${clientIdKey(entry["clientId"].trim())}`;
}
