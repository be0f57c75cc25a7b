import { nearestOf, type Standings } from "../../domain/scopes/appsAtHand";
import { type Access, type Endpoint, payloadEncryption } from "../../domain/scopes/catalogue";
import type { EncryptionSource } from "../../domain/scopes/endpointRow";
import { isLevelStated } from "../../domain/scopes/levelFit";
import { needSentence, writtenCall } from "../../domain/scopes/needSentence";
import { standingSentence } from "../../domain/scopes/standingSentence";
import { CREATED_IN, type CreatedIn } from "../../domain/scopes/scope";
import { type CallingApp, type Standing, standingOf } from "../../domain/scopes/standing";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { t, told } from "../workbench/words";

interface NamedApp {
  readonly name: string;
  readonly createdIn: CreatedIn;
}

/** Method and path, or what there is in their place. */
export function callInWords(endpoint: Pick<Endpoint, "method" | "path" | "address">): PlainText {
  const call = writtenCall(endpoint);
  return typeof call === "string" ? asText(call) : told(call);
}

/**
 * The scope that it needs, which of the apps at hand can call it, or what those lack that are nearest to it, and the
 * levels that it is for: of a line a pick shows about 80 characters, and cuts off the rest.
 * @param whereNone what is said where they are all of other levels
 */
export function accessInWords(
  { access, notFor }: Pick<Endpoint, "access" | "notFor">,
  standings: Standings<NamedApp>,
  whereNone: readonly PlainText[] = [t("no app for it here")],
): PlainText {
  const nearest = nearestOf(standings);
  const apps = nearest === "none" ? [] : standings[nearest];
  const level = apps[0]?.createdIn ?? "xo";
  const own = needAt(access, level);
  if (own.kind === "platformCalls") return needInWords(own);
  const levels = CREATED_IN.flatMap((each) => {
    const need = access[each];
    return need ? [levelInWords(each, need, own)] : [];
  });
  return joined(
    [
      needInWords(own),
      ...standingInWords(nearest, access[level], namesOf(apps), whereNone),
      isLevelStated(own) ? joined(levels, " / ") : t("level not stated"),
      ...notFor.map((each) => t("not for the {0}, by its page", LEVELS[each]())),
    ],
    " · ",
  );
}

/** What an app needs to call an endpoint, and what it lacks of it: for a list of one app, which is named above it. */
export function needOfApp(endpoint: Pick<Endpoint, "access" | "notFor">, app: CallingApp): PlainText {
  const { access } = endpoint;
  const own = access[app.createdIn];
  const standing = standingOf(endpoint, app);
  const lack =
    standing === "callable" ? [] : standingInWords(standing, own, t("this app"), [t("for apps of another level")]);
  return joined([needInWords(needAt(access, app.createdIn)), ...lack], " · ");
}

/** What apps of one level need, or where they can't call it those that can. */
function needAt(access: Endpoint["access"], level: CreatedIn): Access {
  return access[level] ?? access.xo ?? access.admin ?? access.tables ?? { kind: "unknown" };
}

/** What apps of one level need. */
export function needInWords(access: Access): PlainText {
  return told(needSentence(access));
}

/** `own` is what the apps that are spoken of need, if they are of its levels at all. */
function standingInWords(
  standing: Standing,
  own: Access | undefined,
  apps: PlainText,
  whereNone: readonly PlainText[],
): readonly PlainText[] {
  if (standing === "none") return whereNone;
  const sentence = standingSentence(standing, own, apps);
  return sentence ? [told(sentence)] : [];
}

/** With the need of that level where it is another. */
function levelInWords(level: CreatedIn, need: Access, own: Access): PlainText {
  const name = LEVELS[level]();
  const words = needInWords(need);
  if (words === needInWords(own)) return name;
  return plain`${name} (${words})`;
}

const LEVELS: Readonly<Record<CreatedIn, () => PlainText>> = {
  xo: () => t("XO Platform"),
  admin: () => t("Admin Console"),
  tables: () => t("Data Tables"),
};

/** Of many a row has room for two. */
const MOST_NAMES = 2;

function namesOf(apps: readonly NamedApp[]): PlainText {
  const names = joined(
    apps.slice(0, MOST_NAMES).map(({ name }) => asText(name)),
    ", ",
  );
  return apps.length > MOST_NAMES ? t("{0} and {1} more", names, apps.length - MOST_NAMES) : names;
}

/**
 * Whether payloads can be encrypted, as sure as it is known: of some endpoints only release notes say so. Without an app
 * for each level of which something says it.
 */
export function encryptionInWords(
  endpoint: Pick<Endpoint, "encryption">,
  app?: Pick<CallingApp, "createdIn">,
): PlainText[] {
  if (app) return known(payloadEncryption(endpoint, app));
  return CREATED_IN.flatMap((createdIn) =>
    known(payloadEncryption(endpoint, { createdIn })).map((words) => plain`${words} (${LEVELS[createdIn]()})`),
  );
}

function known(source: EncryptionSource | undefined): PlainText[] {
  switch (source) {
    case "listed":
      return [t("payloads can be encrypted")];
    case "releaseNotes":
      return [t("payloads can be encrypted, by release notes alone")];
    case undefined:
      return [];
  }
}
