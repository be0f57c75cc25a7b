import { UserError } from "../../errors";
import type { Steps } from "../../steps";
import type { UsedFor } from "../jwtApp";
import type { BotApp } from "./botEntry";
import { type FoundApp, LeftOut, mergedApps } from "./foundApp";
import type { ImportPlan } from "./importPlan";
import type { ImportRemarks } from "./importRemarks";
import type { JsonDocument } from "./importText";
import { isBotKitConfig, readBotKit } from "./readBotKit";
import { readDotenv } from "./readDotenv";
import { postmanIn, readPostman } from "./readPostman";
import { isWebSdkConfig, readWebSdk, speaksOfBotOptions, speaksOfClientId } from "./readWebSdk";

/** What a file tells of apps that neither the platform nor an export wrote. */
export interface OwnSource extends ImportRemarks {
  readonly source: Exclude<ImportPlan["source"], "getBots" | "export">;
  readonly apps: readonly BotApp[];
}

/** A script or a dotenv file; undefined where the text is neither, or says nothing of an app. */
export function* readOwnText(text: string): Steps<OwnSource | undefined> {
  if (speaksOfBotOptions(text)) {
    const script = yield* readOwnScript(text);
    if (script) return script;
  }
  const leftOut = new LeftOut();
  const apps = yield* readDotenv(text, leftOut);
  return apps && apps.length > 0 ? yield* ownSource("dotenv", apps, leftOut) : undefined;
}

/** A text that is nothing else: a script that names apps, or a dotenv file of which something is to be said. */
export function* readOtherText(text: string): Steps<OwnSource | undefined> {
  const script = speaksOfClientId(text) ? yield* readOwnScript(text) : undefined;
  if (script && script.apps.length > 0) return script;
  const leftOut = new LeftOut();
  const apps = yield* readDotenv(text, leftOut);
  return apps && leftOut.isAny ? yield* ownSource("dotenv", apps, leftOut) : script;
}

/** JSON of other tools, and those of the documents that are none of theirs; undefined where all are none. */
export function* readOwnJson(
  documents: readonly JsonDocument[],
  text: string,
): Steps<{ readonly own: OwnSource; readonly others: readonly JsonDocument[] } | undefined> {
  const leftOut = new LeftOut();
  const [only, ...more] = documents;
  if (only && more.length === 0 && isWebSdkConfig(only.value)) {
    const own = yield* readOwnScript(text);
    return own && { own, others: [] };
  }
  const inside = documents.map((document) => ({ document, all: eachOf(document.value) }));
  const postman = inside.flatMap(({ all }) => all.map(postmanIn)).filter((each) => each !== undefined);
  if (postman.length > 0) {
    const own = yield* ownSource("postman", yield* readPostman(postman, leftOut), leftOut);
    return { own, others: inside.filter(({ all }) => !all.some(postmanIn)).map(({ document }) => document) };
  }
  const configs = inside.flatMap(({ all }) => all.flatMap((value) => (isBotKitConfig(value) ? [value] : [])));
  if (configs.length === 0) return undefined;
  const apps: FoundApp[] = [];
  for (const config of configs) apps.push(...(yield* readBotKit(config, leftOut)));
  const own = yield* ownSource("botKit", apps, leftOut, "botkit");
  return { own, others: inside.filter(({ all }) => !all.some(isBotKitConfig)).map(({ document }) => document) };
}

function* readOwnScript(text: string): Steps<OwnSource | undefined> {
  const leftOut = new LeftOut();
  const apps = yield* readWebSdk(text, leftOut);
  return apps.length > 0 || leftOut.isAny ? yield* ownSource("webSdk", apps, leftOut, "sdks") : undefined;
}

function* ownSource(
  source: OwnSource["source"],
  found: readonly FoundApp[],
  leftOut: LeftOut,
  newUse?: UsedFor,
): Steps<OwnSource> {
  const remarks: ImportRemarks = { problems: [], notes: [] };
  const apps = yield* mergedApps(found, remarks, newUse);
  leftOut.tell(remarks);
  if (apps.length === 0 && !leftOut.isAny)
    remarks.problems.push(
      new UserError(
        "import-no-app",
        "No client ID of the platform's, “cs-” and a UUID, stands where this has the data of an app.",
      ),
    );
  return { source, apps, ...remarks };
}

/** A list of them is as good as one. */
function eachOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => postmanIn(each) !== undefined || isBotKitConfig(each))
    ? value
    : [value];
}
