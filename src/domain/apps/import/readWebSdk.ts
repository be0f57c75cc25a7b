import type { Steps } from "../../steps";
import { isObject, type JsonObject } from "../../text/json";
import { type FoundApp, isFoundBotId, isFoundClientId, type LeftOut } from "./foundApp";
import { nameIn } from "./jsonObject";
import { algorithmIn, isAlgorithmField } from "./ownWords";
import { pairedApps } from "./pairNames";
import { type ScriptObject, scriptValuesIn } from "./scriptValues";

/** Whether JSON holds what the Web SDK is given (platform.md, 9). */
export function isWebSdkConfig(json: unknown): boolean {
  return isObject(json) && [json, ...Object.values(json)].some((each) => isObject(each) && isSdkObject(each));
}

function isSdkObject(object: JsonObject): boolean {
  const has = (name: string): boolean => Object.hasOwn(object, name);
  return has("botOptions") || has("koreAPIUrl") || (has("botInfo") && has("clientId"));
}

/** Whether a text that is no JSON speaks of `botOptions` as a script does. */
export function speaksOfBotOptions(text: string): boolean {
  return /(?<!["'\w])(?:botOptions|koreAPIUrl|botInfo)["']?\s{0,20}[.:=[]/.test(text);
}

/** The same of a client ID by itself. JSON that was cut off has such names in quotes, and is no script. */
export function speaksOfClientId(text: string): boolean {
  return /(?<!["'\w])\w{0,100}client_?id\s{0,20}[:=]/i.test(text);
}

/**
 * The apps of a script or a page in which the Web SDK's `botOptions` stand, as a literal or by assignments: nothing is
 * run. What code makes counts as missing.
 */
export function* readWebSdk(text: string, leftOut: LeftOut): Steps<FoundApp[]> {
  const { objects, variables } = yield* scriptValuesIn(text, isWanted);
  const apps: FoundApp[] = [];
  for (const object of objects) {
    yield;
    const app = appOf(object, leftOut);
    if (app) apps.push(app);
  }
  return withAlgorithm([...apps, ...(yield* pairedApps(variables, leftOut))], objects);
}

const OF_APP: ReadonlySet<string> = new Set(["clientid", "clientsecret", "koreapiurl", "botid", "accountid", "host"]);
const OF_BOT: ReadonlySet<string> = new Set(["name", "chatbot", "_id", "id", "taskbotid"]);

function isWanted(property: string, object: string): boolean {
  return OF_APP.has(property) || isAlgorithmField(property) || (object === "botinfo" && OF_BOT.has(property));
}

function appOf(object: ScriptObject, leftOut: LeftOut): FoundApp | undefined {
  const said = (property: string): string => (object.name === "" ? property : `${object.name}.${property}`);
  const clientId = one(object, "clientid");
  const clientSecret = one(object, "clientsecret");
  for (const [property, name] of [
    ["clientid", "clientId"],
    ["clientsecret", "clientSecret"],
  ] as const) {
    if (object.texts.get(property)?.includes(undefined)) leftOut.add("notPlain", [said(name)]);
    if (isSeveral(object, property)) leftOut.add("twice", [said(name)]);
  }
  if (clientId === undefined || clientId.trim() === "") {
    if (clientSecret?.trim()) leftOut.add("unmatched", [said("clientSecret")]);
    return undefined;
  }
  if (!isFoundClientId(clientId)) {
    leftOut.add("foreign", [said("clientId")]);
    return undefined;
  }
  const bot = [...object.objects.values()].find(({ name }) => nameIn(name) === "botinfo");
  const botId = [bot && (one(bot, "_id") ?? one(bot, "taskbotid") ?? one(bot, "id")), one(object, "botid")].find(
    (text) => text !== undefined,
  );
  if (botId !== undefined && botId.trim() !== "" && !isFoundBotId(botId)) leftOut.add("unplaced", [said("botInfo")]);
  return {
    clientId,
    clientSecret,
    botName: bot && (one(bot, "name") ?? one(bot, "chatbot")),
    botId: botId !== undefined && isFoundBotId(botId) ? botId : undefined,
    accountId: one(object, "accountid"),
    host: one(object, "koreapiurl") ?? one(object, "host"),
    algorithm: algorithmIn(algorithmsOf(object)[0]),
  };
}

/** The value, where it is plain and there is one alone. */
function one(object: ScriptObject, property: string): string | undefined {
  const texts = object.texts.get(property) ?? [];
  return texts.length === 1 ? texts[0] : undefined;
}

function isSeveral(object: ScriptObject, property: string): boolean {
  return (object.texts.get(property)?.filter((text) => text !== undefined).length ?? 0) > 1;
}

function algorithmsOf({ texts }: ScriptObject): string[] {
  return [...texts].flatMap(([property, values]) =>
    isAlgorithmField(property)
      ? values.flatMap((value) => (algorithmIn(value) === undefined ? [] : (value ?? [])))
      : [],
  );
}

/** The header of a token that a script makes says the algorithm, where there is one app in it. */
function withAlgorithm(apps: readonly FoundApp[], objects: readonly ScriptObject[]): FoundApp[] {
  const algorithms = new Set(objects.flatMap((object) => algorithmsOf(object).map(algorithmIn)));
  const [algorithm] = algorithms;
  const isPlain = algorithms.size === 1 && new Set(apps.map(({ clientId }) => clientId)).size === 1;
  return isPlain ? apps.map((app) => ({ ...app, algorithm })) : [...apps];
}
