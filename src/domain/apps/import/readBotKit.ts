import { isObject, type JsonObject } from "../../text/json";
import type { Steps } from "../../steps";
import { type FoundApp, isFoundBotId, isFoundClientId, type LeftOut } from "./foundApp";
import { isGiven, textIn } from "./jsonObject";
import { algorithmOf } from "./ownWords";

/** Whether JSON is the configuration of the BotKit SDK (platform.md, 9), or has one for each stage. */
export function isBotKitConfig(json: unknown): json is JsonObject {
  return isObject(json) && configsIn(json).length > 0;
}

/** The credentials of `config.json`: one pair for all bots, and pairs by bot ID. */
export function* readBotKit(files: readonly JsonObject[], leftOut: LeftOut): Steps<FoundApp[]> {
  const apps: FoundApp[] = [];
  for (const { stage, config } of files.flatMap(configsIn)) {
    yield;
    const credentials = config["credentials"];
    if (!isObject(credentials)) continue;
    const algorithm = algorithmOf(config);
    const take = (pair: JsonObject, path: string, beside: Partial<FoundApp>): void => {
      const [clientId = "", clientSecret] = [textIn(pair, "appId")?.trim(), textIn(pair, "apikey")];
      if (isFoundClientId(clientId))
        apps.push({ algorithm: algorithmOf(pair) ?? algorithm, ...beside, clientId, clientSecret });
      else if (clientId !== "") leftOut.add("foreign", namesOf(pair, path));
      else if (clientSecret?.trim()) leftOut.add("unmatched", namesOf(pair, path));
    };
    if (isPair(credentials)) take(credentials, "credentials", { label: stage });
    for (const [name, pair] of Object.entries(credentials)) {
      yield;
      if (!isObject(pair) || !isPair(pair)) continue;
      // Of a UUID a message has the first group; by a name that is no ID an app can only be called.
      take(pair, name.slice(0, "st-".length + 8), isFoundBotId(name) ? { label: stage, botId: name } : { label: name });
    }
  }
  return apps;
}

/** A configuration alone, or several by the names of their stages. */
function configsIn(json: JsonObject): { readonly stage?: string; readonly config: JsonObject }[] {
  if (isConfig(json)) return [{ config: json }];
  // What was selected of one.
  if (isPair(json) && isFoundClientId(textIn(json, "appId") ?? "")) return [{ config: { credentials: json } }];
  return Object.entries(json).flatMap(([stage, config]) =>
    isObject(config) && isConfig(config) ? [{ stage, config }] : [],
  );
}

function isConfig(json: JsonObject): boolean {
  const credentials = Object.hasOwn(json, "credentials") ? json["credentials"] : undefined;
  if (Object.hasOwn(json, "jwtApps")) return false;
  return (
    isObject(credentials) &&
    (isPair(credentials) || Object.values(credentials).some((each) => isObject(each) && isPair(each)))
  );
}

/** By BotKit's own name of the client secret. */
function isPair(object: JsonObject): boolean {
  return Object.hasOwn(object, "apikey") && !Object.hasOwn(object, "clientId");
}

function namesOf(pair: JsonObject, path: string): string[] {
  return ["appId", "apikey"].filter((name) => isGiven(pair, name)).map((name) => `${path}.${name}`);
}
