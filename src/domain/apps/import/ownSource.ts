import { UserError } from "../../errors";
import type { Steps } from "../../steps";
import type { JsonObject } from "../../text/json";
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
  const files = documents.map((document) => ({ document, ...toolFilesIn(document.value) }));
  const postman = files.flatMap((file) => file.postman);
  if (postman.length > 0) {
    const own = yield* ownSource("postman", yield* readPostman(postman, leftOut), leftOut);
    return { own, others: files.filter((file) => file.postman.length === 0).map(({ document }) => document) };
  }
  const configs = files.flatMap((file) => file.botKit);
  if (configs.length === 0) return undefined;
  const own = yield* ownSource("botKit", yield* readBotKit(configs, leftOut), leftOut, "botkit");
  return { own, others: files.filter((file) => file.botKit.length === 0).map(({ document }) => document) };
}

interface ToolFiles {
  readonly postman: readonly JsonObject[];
  readonly botKit: readonly JsonObject[];
}

/** One of them, or a list of nothing else. */
function toolFilesIn(value: unknown): ToolFiles {
  const postman: JsonObject[] = [];
  const botKit: JsonObject[] = [];
  for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
    const ofPostman = postmanIn(each);
    if (ofPostman) postman.push(ofPostman);
    else if (isBotKitConfig(each)) botKit.push(each);
    else return { postman: [], botKit: [] };
  }
  return { postman, botKit };
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
