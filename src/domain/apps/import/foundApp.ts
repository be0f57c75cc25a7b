import { UserError } from "../../errors";
import type { SigningAlgorithm } from "../../keys/joseAlgorithms";
import type { Steps } from "../../steps";
import { cleanName } from "../appName";
import { checkClientSecret, type ClientSecretCheck } from "../clientSecret";
import { hostIn } from "../hosts";
import { insteadOfSecret } from "../insteadOfSecret";
import type { UsedFor } from "../jwtApp";
import { isAccountId, isBotId, isPlatformClientId, sameBotId } from "../platformIds";
import type { BotApp } from "./botEntry";
import { type ImportRemarks, listed } from "./importRemarks";
import { shownName } from "./jsonObject";
import { clientIdKey } from "./sameValue";

/** What people's own files say of one app, as it is written there. */
export interface FoundApp {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly botName?: string | undefined;
  /** What it is called there where no bot's name is told. */
  readonly label?: string | undefined;
  readonly botId?: string | undefined;
  readonly accountId?: string | undefined;
  /** A host or a URL. */
  readonly host?: string | undefined;
  readonly algorithm?: SigningAlgorithm | undefined;
}

/**
 * Whether a text is a client ID of the platform's: in a file of somebody's own, another is another service's, or has
 * something in it that nobody may see.
 */
export function isFoundClientId(text: string): boolean {
  return isPlatformClientId(text.trim());
}

/** The same of a bot ID. */
export function isFoundBotId(text: string): boolean {
  return isBotId(text.trim());
}

/** Of a URL, or by itself. */
export function hostOfText(text: string): string | undefined {
  const authority = /^\s*((?:https?:\/\/)?[^\s/?#\\]{1,300})/i.exec(text)?.[1];
  return authority === undefined ? undefined : hostIn(authority);
}

/** What of a source was left out, or counts as missing: the names of values, and never a value. */
export class LeftOut {
  readonly #names = new Map<Why, { readonly first: string[]; count: number }>();

  add(why: Why, names: readonly string[]): void {
    if (names.length === 0) return;
    const known = this.#names.get(why) ?? { first: [], count: 0 };
    this.#names.set(why, known);
    for (const name of names) {
      const shown = shownName(name);
      if (known.first.includes(shown) && shown !== "…") continue;
      known.count++;
      if (known.first.length < MAX_NAMES) known.first.push(shown);
    }
  }

  /** Whether something stands there that speaks of JWT apps. */
  get isAny(): boolean {
    return this.#names.size > 0;
  }

  tell({ problems, notes }: ImportRemarks): void {
    for (const [why, { first, count }] of this.#names)
      (PROBLEMS.includes(why) ? problems : notes).push(leftOut(why, listed(first, count)));
  }
}

/** More than a message lists. */
const MAX_NAMES = 11;

export type Why = "notPlain" | "disabled" | "unmatched" | "ambiguous" | "twice" | "foreign" | "unplaced";

const CODES: Readonly<Record<Why, string>> = {
  notPlain: "import-not-plain",
  disabled: "import-disabled",
  unmatched: "import-unmatched",
  ambiguous: "import-ambiguous",
  twice: "import-several-values",
  foreign: "import-foreign",
  unplaced: "import-unplaced",
};
const PROBLEMS: readonly Why[] = ["unmatched", "ambiguous", "twice"];

function leftOut(why: Why, names: string): UserError {
  const said = (template: string, remedy?: string): UserError =>
    new UserError(CODES[why], template, { args: [names], ...(remedy !== undefined && { remedy }) });
  switch (why) {
    case "notPlain":
      return said("These are made by code or come from elsewhere, so they count as missing: {0}.");
    case "disabled":
      return said("These are switched off, so they were left out: {0}.");
    case "unmatched":
      return said(
        "These client secrets match no client ID here by name: {0}.",
        "Names that differ in “client ID” and “client secret” alone are a pair.",
      );
    case "ambiguous":
      return said(
        "It isn't plain which of these belong together, so no client secret was taken from them: {0}.",
        "Copy it from the platform, and enter it with Replace Client Secret.",
      );
    case "twice":
      return said("These stand there with several values, so none of them was taken: {0}.");
    case "foreign":
      return said(
        "What stands here for a client ID is none of the platform's, which are “cs-” and a UUID, so it was left out: {0}.",
      );
    case "unplaced":
      return said(
        "It isn't plain which app these belong to, or that they are what they are called, so they were left out: {0}.",
      );
  }
}

/**
 * The apps that were found, each client ID once, with what is said of it in several places: what contradicts itself
 * there is told, and left out.
 */
export function* mergedApps(
  found: readonly FoundApp[],
  remarks: ImportRemarks,
  newUse: UsedFor | undefined,
): Steps<BotApp[]> {
  const groups = new Map<string, FoundApp[]>();
  for (const app of found) {
    const key = clientIdKey(app.clientId.trim());
    const group = groups.get(key);
    if (group) group.push(app);
    else groups.set(key, [app]);
  }
  const apps: BotApp[] = [];
  for (const group of groups.values()) {
    yield;
    apps.push(merged(group, remarks, newUse));
  }
  return apps;
}

/** Different values of one field of an app: two are too many to tell which is meant, of which some may be none. */
const MAX_VALUES = 20;

function merged(group: readonly FoundApp[], { problems, notes }: ImportRemarks, newUse: UsedFor | undefined): BotApp {
  const clientId = group[0]?.clientId.trim() ?? "";
  const valuesOf = (field: Exclude<keyof FoundApp, "algorithm">): string[] =>
    [...new Set(group.flatMap((app) => app[field] ?? []))].slice(0, MAX_VALUES);
  const several = (what: string): void => {
    notes.push(
      new UserError("import-several-values", "Of {0}, “{1}” stands there with several values, so it was left open.", {
        args: [clientId, what],
      }),
    );
  };
  const one = (values: readonly string[], what: string): string | undefined => {
    if (values.length > 1) several(what);
    return values.length === 1 ? values[0] : undefined;
  };
  const hosts = valuesOf("host");
  const known = [...new Set(hosts.flatMap((host) => hostOfText(host) ?? []))];
  if (hosts.length > 0 && known.length === 0)
    notes.push(
      new UserError("host-left-out", "What {0} has as “{1}” is no host name, so it was left out.", {
        args: [clientId, "host"],
      }),
    );
  const botIds = valuesOf("botId").map((id) => id.trim());
  const names = (field: "botName" | "label"): string[] =>
    valuesOf(field).flatMap((name) => (isPlaceholder(name) ? [] : cleanName(name, 120) || []));
  const [botName, ...otherBots] = names("botName");
  const algorithms = [...new Set(group.flatMap(({ algorithm }) => algorithm ?? []))];
  if (algorithms.length > 1) several("algorithm");
  return {
    // One app may serve several bots.
    botName: (otherBots.length === 0 ? botName : undefined) ?? names("label")[0] ?? "JWT app",
    botId: one(
      botIds.filter((id, index) => botIds.findIndex((other) => sameBotId(id, other)) === index),
      "botId",
    ),
    accountId: one(valuesOf("accountId").filter(isAccountId), "accountId"),
    clientId,
    secret: secretOf(valuesOf("clientSecret"), clientId, problems),
    host: one(known, "host"),
    algorithm: algorithms.length === 1 ? algorithms[0] : undefined,
    newUse,
  };
}

/** The one that can be a client secret; where none can, what the rule says of the first that isn't blank. */
function secretOf(texts: readonly string[], clientId: string, problems: UserError[]): ClientSecretCheck | undefined {
  const checks = texts
    .map((text) => checkClientSecret(text, { clientId }))
    .filter((check) => check.outcome === "accepted" || check.why !== "empty");
  const accepted = checks.filter(({ outcome }) => outcome === "accepted");
  if (accepted.length < 2) return accepted[0] ?? checks[0];
  problems.push(
    new UserError("client-secret-several", "Several client secrets stand there for {0}, so none of them was taken.", {
      args: [clientId],
      remedy: "Copy it from the platform, and enter it with Replace Client Secret.",
    }),
  );
  return undefined;
}

/** What samples have in the place of a value. */
function isPlaceholder(text: string): boolean {
  const bare = text.trim().slice(0, 1_000);
  return insteadOfSecret(bare) !== undefined || /^(?:PLEASE|ENTER|YOUR)_[A-Z_]+$/.test(bare);
}
