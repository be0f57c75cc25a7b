import { UserError } from "../../errors";
import type { Steps } from "../../steps";
import { BotSearch, noBotsIn } from "./botSearch";
import { placeInWords } from "./jsonObject";
import { clientIdTwice, tooManyApps, type ImportRemarks } from "./importRemarks";
import type { JsonDocument } from "./importText";
import { isObject, type JsonObject } from "../../text/json";
import type { OwnWords } from "./ownWords";
import { clientIdKey, isSameText } from "./sameValue";
import { type BotApp, type BotValues, readBot, readEntry, secretIn } from "./botEntry";

/**
 * The JWT apps in one or several Get Bots responses, wherever they stand in the JSON. Each client ID is taken once.
 * @throws UserError where there are neither bots nor JWT apps
 */
export function* readGetBots(
  documents: readonly JsonDocument[],
  limit: number,
): Steps<ImportRemarks & { readonly apps: readonly BotApp[]; readonly morePages: boolean }> {
  const search = yield* searched(documents, limit);
  const apps = new Map<string, BotApp>();
  const remarks: ImportRemarks = { problems: [...search.problems], notes: [...search.notes] };
  const bots = new Map<JsonObject | undefined, BotValues>();
  for (const { bot, entry, place } of search.entries) {
    yield;
    try {
      const ofBot = bots.get(bot) ?? readBot(bot, remarks);
      bots.set(bot, ofBot);
      const app = readEntry(entry, ofBot, { remarks, where: placeInWords(place), isOfBot: bot !== undefined });
      const key = clientIdKey(app.clientId);
      const first = apps.get(key);
      if (!first) apps.set(key, app);
      else if (!isSameApp(first, app)) remarks.problems.push(clientIdTwice(app.clientId));
      else if (first.botName !== app.botName)
        remarks.notes.push(
          new UserError(
            "client-id-twice",
            "The client ID {0} is listed more than once, also for “{1}”; it was taken once.",
            { args: [app.clientId, app.botName] },
          ),
        );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      remarks.problems.push(error);
    }
    if (apps.size > limit) break;
    if (remarks.problems.length > limit) {
      remarks.problems.push(
        new UserError("import-too-wrong", "More than {0} JWT apps can't be taken; the rest was left out.", {
          args: [limit],
        }),
      );
      break;
    }
  }
  const kept = [...apps.values()].slice(0, limit);
  if (apps.size > limit || search.isFull) remarks.problems.push(tooManyApps(limit));
  return { apps: kept, ...remarks, morePages: search.lacksPages };
}

/** Of several documents, one in which there is nothing to find is told. */
function* searched(documents: readonly JsonDocument[], limit: number): Steps<BotSearch> {
  const search = new BotSearch(MOST_TIMES_LISTED * limit);
  let found = 0;
  for (const { value, line } of documents) {
    search.hasBots = false;
    yield* search.search(value, documents.length > 1 ? { step: { line }, above: undefined } : undefined);
    if (search.hasBots) found++;
    else if (isErrorAnswer(value) && documents.length > 1) search.problems.push(notBots(value));
    else
      search.notes.push(
        new UserError("import-piece-without", "In what begins in line {0} are neither bots nor JWT apps.", {
          args: [line],
        }),
      );
  }
  if (found === 0) throw notBots(documents[0]?.value);
  search.finish();
  return search;
}

/** Entries that are read for each app that can be taken: the same app may stand under several bots. */
const MOST_TIMES_LISTED = 20;

function isSameApp(a: BotApp, b: BotApp): boolean {
  return (
    secretIn(a) === secretIn(b) &&
    a.enforceJti === b.enforceJti &&
    a.enforceJwe === b.enforceJwe &&
    COMPARED.every((name) => a[name] === b[name]) &&
    isSameText("botId", a.botId, b.botId) &&
    isSameText("accountId", a.accountId, b.accountId)
  );
}

const COMPARED = ["name", "algorithm", "host", "createdIn", "usedFor"] as const satisfies readonly (keyof OwnWords)[];

function isErrorAnswer(json: unknown): boolean {
  return isObject(json) && Object.hasOwn(json, "errors");
}

function notBots(json: unknown): UserError {
  if (isErrorAnswer(json)) {
    return new UserError("import-error-answer", "This is an error answer of the platform, not its list of bots.", {
      remedy: "Get Bots needs a token of an app created in the Admin Console with the scope Role Management.",
    });
  }
  return noBotsIn(json);
}
