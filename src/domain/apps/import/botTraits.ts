import { cleanName } from "../appName";
import { nameIn, textIn } from "./jsonObject";
import type { JsonObject } from "../../text/json";
import { algorithmIn, isAlgorithmField } from "./ownWords";

/** What tells bots and JWT apps from other objects. */
export interface Traits {
  readonly isHolder: boolean;
  readonly hasSwitch: boolean;
  /** A known one, by a name that no documented field has. */
  readonly hasAlgorithm: boolean;
  readonly saysMore: boolean;
  readonly clientId: string | undefined;
}

export function traitsOf(object: JsonObject): Traits {
  let isHolder = false;
  let hasSwitch = false;
  let hasAlgorithm = false;
  let saysMore = false;
  let clientId: string | undefined;
  for (const name in object) {
    if (!Object.hasOwn(object, name)) continue;
    const value = object[name];
    const read = nameIn(name);
    if (isAlgorithmField(read)) hasAlgorithm ||= algorithmIn(value) !== undefined;
    switch (read) {
      case "jwtapps":
        isHolder = true;
        break;
      case "jticlaimenforced":
      case "jweencryptionenforced":
        hasSwitch = true;
        break;
      case "availablemore":
      case "moreavailable":
        saysMore ||= value === true || value === "true";
        break;
      case "clientid":
        clientId ??= typeof value === "string" ? value.trim() : "";
    }
  }
  return { isHolder, hasSwitch, hasAlgorithm, saysMore, clientId };
}

/**
 * One of `jwtApps` on its own, told from other credentials by its switches, the prefix of its client ID, or an algorithm
 * of JWT apps beside that; in a bot or an app by its switches alone.
 */
export function isBare({ isHolder, hasSwitch, hasAlgorithm, clientId }: Traits, isWithin: boolean): boolean {
  if (isWithin || isHolder) return hasSwitch && clientId !== undefined && clientId !== "";
  return hasSwitch || isPlatformLike(clientId) || (hasAlgorithm && clientId !== undefined && clientId !== "");
}

export function isPlatformLike(clientId: string | undefined): clientId is string {
  return clientId?.toLowerCase().startsWith("cs-") === true;
}

export function saysWhose(object: JsonObject): boolean {
  return textIn(object, ...BOT_NAMES, "accountId") !== undefined;
}

const BOT_NAMES = ["name", "botName", "_id", "botId", "streamId"] as const;

/** The name that a bot's apps have here. */
export function botNameOf(bot: JsonObject | undefined): string {
  return cleanName(textIn(bot, ...BOT_NAMES) ?? "", 120) || "JWT app";
}
