import { UserError } from "../../errors";
import type { Steps } from "../../steps";
import { cleanName } from "../appName";
import { listed } from "./importRemarks";
import { shownName, isSaid, nameIn, property, type Place, placeInWords } from "./jsonObject";
import { isObject, type JsonObject, isStructure } from "../../text/json";
import { notImportable } from "./importText";
import { isBare, traitsOf, saysWhose, isPlatformLike, botNameOf } from "./botTraits";

/** What stands where a JWT app does, with the object that says which bot's it is. */
export interface FoundEntry {
  readonly entry: unknown;
  readonly bot: JsonObject | undefined;
  readonly place: Place;
}

const VALUES_A_STEP = 1_000;

/**
 * Looks through JSON of any depth for JWT apps: what lists of the name `jwtApps` hold, in any letter case, and lists of
 * JWT apps without a name. What looks like one and isn't taken is told. Takes time linear in the JSON, and no stack.
 */
export class BotSearch {
  readonly entries: FoundEntry[] = [];
  readonly problems: UserError[] = [];
  readonly notes: UserError[] = [];
  hasBots = false;
  /** A response says that it is one page of several. */
  morePages = false;
  /** Bots that were listed, and the most that a response says there are. */
  #listed = 0;
  #total = 0;
  #strays = 0;
  /** Bots of lists, those of them that say something of JWT apps, and what the others have, lists first. */
  #bots = 0;
  #holders = 0;
  readonly #fields = new Map<string, boolean>();
  readonly #limit: number;

  /** @param limit entries that are gathered */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether pages are missing after all: the bots of several pages may be all that there are. */
  get lacksPages(): boolean {
    return this.morePages && (this.#total === 0 || this.#listed < this.#total);
  }

  *search(json: unknown, place?: Place): Steps<void> {
    const open = [this.#visit({ value: json, as: "anything", bot: undefined, isWithin: false, place })];
    let visited = 0;
    for (let top = open.at(-1); top && !this.isFull; top = open.at(-1)) {
      if (++visited % VALUES_A_STEP === 0) yield;
      const next = top.next();
      if (next.done) open.pop();
      else open.push(this.#visit(next.value));
    }
  }

  get isFull(): boolean {
    return this.entries.length > this.#limit;
  }

  /** All that couldn't be counted before the end. */
  finish(): void {
    if (this.entries.length === 0 && this.problems.length === 0) this.problems.push(this.#withoutApps());
    const more = this.#strays - MAX_STRAYS;
    if (more > 0)
      this.notes.push(
        new UserError("import-strays", "{0} more of what looks like a JWT app were left out for the same reason.", {
          args: [more],
        }),
      );
  }

  /** What was looked for, and what was there instead. */
  #withoutApps(): UserError {
    if (this.#bots === 0) {
      return new UserError("import-bots-none", "The list of bots is empty, so there are no JWT apps in it.", {
        remedy: "Check the request, and copy its whole response.",
      });
    }
    if (this.#holders > 0) {
      return new UserError(
        "import-bots-without-apps",
        "None of the bots listed here ({0}) has a JWT app under “jwtApps”.",
        {
          args: [this.#bots],
          remedy: "Create the app on the platform first, or import the bots that have one.",
        },
      );
    }
    const fields = [...this.#fields].sort(([, one], [, other]) => Number(other) - Number(one)).map(([name]) => name);
    return new UserError(
      "import-bots-unlike",
      "None of the bots listed here ({0}) has “jwtApps”, under which a Get Bots response has JWT apps. They have: {1}.",
      {
        args: [this.#bots, listed(fields) || "–"],
        remedy: WHAT_IS_READ,
      },
    );
  }

  #countBot(bot: JsonObject, isHolder: boolean): void {
    this.#bots++;
    if (isHolder) this.#holders++;
    else
      for (const name in bot)
        if (Object.hasOwn(bot, name) && this.#fields.size < MAX_FIELDS)
          this.#fields.set(shownName(name), isStructure(bot[name]));
  }

  #visit(standing: Standing): Iterator<Standing> {
    const { value } = standing;
    if (Array.isArray(value)) return this.#visitList(value as unknown[], standing);
    if (isObject(value)) return this.#visitObject(value, standing);
    if (standing.as === "app") this.#add(standing);
    return [][Symbol.iterator]();
  }

  /** A list in a list of apps or bots is one too. Beside JWT apps, whatever else there is can't be taken as one. */
  *#visitList(list: readonly unknown[], { as, place, ...around }: Standing): Generator<Standing> {
    if (as === "app" && list.length === 0) this.#add({ ...around, value: list, as, place });
    const areApps =
      as === "anything" && list.some((element) => isObject(element) && isBare(traitsOf(element), around.isWithin));
    this.hasBots ||= areApps;
    const role = areApps ? "app" : as;
    for (let index = 0; index < list.length; index++) {
      const value = list[index];
      if (role === "app" || isStructure(value))
        yield { ...around, value, as: role, place: { step: index, above: place } };
    }
  }

  *#visitObject(object: JsonObject, standing: Standing): Generator<Standing> {
    const { as, place } = standing;
    const traits = traitsOf(object);
    const isBot = as === "bot" || traits.isHolder;
    const isWithin = standing.isWithin || isBot;
    const bot =
      as === "bot" || (traits.isHolder && (standing.bot === undefined || saysWhose(object))) ? object : standing.bot;
    this.hasBots ||= traits.isHolder;
    if (isBot) this.#countBot(object, traits.isHolder);
    if (traits.saysMore && !standing.isWithin) this.morePages = true;

    const isTaken = as === "app" ? !traits.isHolder || traits.clientId !== undefined : isBare(traits, isWithin);
    if (isTaken) this.#add(standing);
    else if (isPlatformLike(traits.clientId)) this.#tellStray(traits.clientId, place);
    yield* this.#children(object, { bot, isWithin: isWithin || isTaken, place });
  }

  *#children(
    object: JsonObject,
    { bot, isWithin, place }: Pick<Standing, "bot" | "isWithin" | "place">,
  ): Generator<Standing> {
    for (const name in object) {
      if (!Object.hasOwn(object, name)) continue;
      const value = object[name];
      const below: Standing = { value, as: "anything", bot, isWithin, place: { step: name, above: place } };
      if (name === "__proto__") this.#tellUnsafe(below);
      else if (nameIn(name) === "jwtapps") yield* this.#listOf(below, bot ?? object);
      else if (nameIn(name) === "bots" && Array.isArray(value)) yield this.#botsOf(value as unknown[], object, below);
      else if (isStructure(value)) yield below;
    }
  }

  /** What `jwtApps` holds: a list, or in the place of one a single app, or apps by some name. */
  *#listOf(standing: Standing, bot: JsonObject): Generator<Standing> {
    const { value } = standing;
    if (!isSaid(value) || (Array.isArray(value) && value.length === 0)) return;
    if (Array.isArray(value) || (isObject(value) && traitsOf(value).clientId !== undefined))
      return yield { ...standing, as: "app" };
    const named = isObject(value)
      ? Object.values(value).some((each) => isObject(each) && traitsOf(each).clientId !== undefined)
      : false;
    if (!named)
      this.problems.push(
        new UserError("jwt-apps-no-list", "The JWT apps of “{0}” are no list. Their place: {1}.", {
          args: [botNameOf(bot), placeInWords(standing.place)],
        }),
      );
    if (!isObject(value)) return;
    for (const [name, each] of Object.entries(value)) {
      const isApp = isObject(each) && traitsOf(each).clientId !== undefined;
      if (isStructure(each))
        yield {
          ...standing,
          value: each,
          as: isApp ? "app" : "anything",
          place: { step: name, above: standing.place },
        };
    }
  }

  #botsOf(bots: readonly unknown[], response: JsonObject, standing: Standing): Standing {
    this.hasBots = true;
    const others = bots.filter((bot) => !isStructure(bot)).length;
    if (others > 0)
      this.notes.push(
        new UserError("bot-no-object", "What “bots” lists beside bots was left out ({0}).", { args: [others] }),
      );
    const total = property(response, "total");
    this.#listed += bots.length;
    if (typeof total === "number") this.#total = Math.max(this.#total, total);
    return { ...standing, as: "bot" };
  }

  #add({ value, bot, place }: Standing): void {
    this.hasBots = true;
    this.entries.push({ entry: value, bot, place: place ?? { step: 0, above: undefined } });
  }

  /** Credentials in a bot belong to its channels, or name an app that stands elsewhere. */
  #tellStray(clientId: string, place: Place | undefined): void {
    if (++this.#strays > MAX_STRAYS) return;
    this.notes.push(
      new UserError(
        "import-stray",
        "“{0}” stands in a bot or an app, but not among JWT apps, so it was left out. Its place: {1}.",
        { args: [cleanName(clientId, 100), placeInWords(place)] },
      ),
    );
  }

  #tellUnsafe({ value, place }: Standing): void {
    if (isStructure(value))
      this.notes.push(
        new UserError(
          "import-not-searched",
          "What stands at “{0}” was not searched for apps: nothing is taken from a property of that name.",
          { args: [placeInWords(place)] },
        ),
      );
  }
}

/** A value that is still to be looked at, and what it is by where it stands. */
interface Standing {
  readonly value: unknown;
  readonly as: "anything" | "bot" | "app";
  readonly bot: JsonObject | undefined;
  /** In a bot, or in an app. */
  readonly isWithin: boolean;
  readonly place: Place | undefined;
}

const MAX_STRAYS = 100;
/** Different fields of bots that are remembered. */
const MAX_FIELDS = 50;

const WHAT_IS_READ =
  "Copy the whole response of the Get Bots API, or write a list of your own: “name”, “clientId”, “clientSecret” and “algorithm” of each app.";

/** What is said of JSON in which there is nothing to find: what was looked for, what is there, what to do. */
export function noBotsIn(json: unknown): UserError {
  const fields = fieldsOf(json);
  return fields.length === 0
    ? notImportable(
        "import-no-bots",
        "There are neither bots nor JWT apps in this JSON: a Get Bots response has its apps under “bots” and “jwtApps”.",
      )
    : notImportable(
        "import-no-bots",
        "There are neither bots nor JWT apps in this JSON: a Get Bots response has its apps under “bots” and “jwtApps”, and here are: {0}.",
        [listed(fields)],
      );
}

/** The names at the top, or of the first object of a list. */
function fieldsOf(json: unknown): string[] {
  const object: unknown = Array.isArray(json) ? json.find(isObject) : json;
  return isObject(object) ? Object.keys(object).slice(0, MAX_FIELDS).map(shownName) : [];
}
