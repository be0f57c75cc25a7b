import { isObject, type JsonObject } from "../../text/json";
import type { Steps } from "../../steps";
import { type FoundApp, isFoundClientId, LeftOut } from "./foundApp";
import { property, textIn } from "./jsonObject";
import { algorithmIn } from "./ownWords";
import { pairedApps } from "./pairNames";
import { type NamedValue, scriptValuesIn, tooManyValues } from "./scriptValues";
import { LIMITS } from "../../limits";

/** An environment or the globals, or a collection of Postman's; also as its API wraps them. */
export function postmanIn(json: unknown): JsonObject | undefined {
  if (!isObject(json)) return undefined;
  const [inside] = ["collection", "environment"].map((name) => json[name]).filter(isObject);
  return [json, inside].find((each) => each !== undefined && (isEnvironment(each) || isCollection(each)));
}

function isEnvironment(json: JsonObject): boolean {
  const { values } = json;
  if (!Array.isArray(values)) return false;
  return (
    "_postman_variable_scope" in json ||
    (typeof json["name"] === "string" &&
      values.length > 0 &&
      values.every((each) => isObject(each) && typeof each["key"] === "string" && "value" in each))
  );
}

function isCollection({ info, item }: JsonObject): boolean {
  return (
    isObject(info) && Array.isArray(item) && ("_postman_id" in info || /postman/i.test(textIn(info, "schema") ?? ""))
  );
}

/**
 * The apps that environments and collections tell of: by their variables, by what signs requests (auth of the kind
 * “JWT Bearer”), and by the texts that their scripts assign. Variables of several stand in for each other where one
 * alone has such a name.
 */
export function* readPostman(documents: readonly JsonObject[], leftOut: LeftOut): Steps<FoundApp[]> {
  const apps: FoundApp[] = [];
  const sources: Source[] = [];
  const values = new Map<string, Set<string | undefined>>();
  for (const document of documents) {
    const { info } = document;
    const label = textIn(document, "name") ?? (isObject(info) ? textIn(info, "name") : undefined);
    const take = (found: readonly FoundApp[]): void => {
      for (const app of found) apps.push({ ...app, label: app.label ?? label });
    };
    const variables = yield* variablesOf(document["values"] ?? document["variable"], leftOut);
    for (const { name, value } of variables) values.set(name, (values.get(name) ?? new Set()).add(value));
    take(yield* pairedApps(variables, leftOut));
    const collected = yield* collectedFrom(document);
    for (const script of collected.scripts) {
      yield;
      take(yield* pairedApps(yield* valuesOfScript(script), leftOut));
    }
    sources.push({ label, variables, auths: collected.auths });
  }
  const filled = (text: string): string | undefined => {
    const [, name] = /^\{\{([^{}]{1,200})\}\}$/.exec(text.trim()) ?? [];
    if (name === undefined) return text;
    const [value, ...others] = values.get(name.trim()) ?? [];
    return others.length > 0 ? undefined : value;
  };
  const known = new Set(apps.map(({ clientId }) => clientId.trim()));
  for (const { label, variables, auths } of sources) {
    const signing: FoundApp[] = [];
    for (const auth of auths) {
      yield;
      const app = appOfAuth(auth, filled, leftOut);
      if (app) signing.push({ ...app, label });
    }
    apps.push(...signing);
    const [only, ...others] = new Set(signing.map(({ clientId }) => clientId));
    if (only !== undefined && others.length === 0 && !known.has(only)) apps.push(yield* besideOf(only, variables));
  }
  return apps;
}

/** An environment or a collection. */
interface Source {
  readonly label: string | undefined;
  readonly variables: readonly NamedValue[];
  readonly auths: readonly JsonObject[];
}

/** What the variables of a collection say of the one app that signs in it, where they name none themselves. */
function* besideOf(clientId: string, variables: readonly NamedValue[]): Steps<FoundApp> {
  const named = [...variables, { name: "auth client id", value: clientId }];
  const all = yield* pairedApps(named, new LeftOut());
  const { botId, accountId, host } = all.find((app) => app.clientId === clientId) ?? {};
  return { clientId, botId, accountId, host };
}

/** What a script takes from variables stands there; the claims of a token that it makes name the app. */
function* valuesOfScript(script: string): Steps<NamedValue[]> {
  const { objects, variables } = yield* scriptValuesIn(script, (property) => property === "appid");
  const claims = objects.flatMap(({ texts }) => texts.get("appid") ?? []);
  return [
    ...variables.filter(({ value }) => value !== undefined),
    ...[...new Set(claims)].flatMap((value) =>
      value !== undefined && isFoundClientId(value) ? [{ name: "appId", value }] : [],
    ),
  ];
}

function* variablesOf(list: unknown, leftOut: LeftOut): Steps<NamedValue[]> {
  const variables: NamedValue[] = [];
  for (const entry of Array.isArray(list) ? (list as unknown[]) : []) {
    yield;
    if (!isObject(entry)) continue;
    const name = textIn(entry, "key", "id");
    const value = property(entry, "value");
    if (name === undefined || typeof value !== "string") continue;
    if (entry["enabled"] === false || entry["disabled"] === true) {
      if (/client|secret|bot/i.test(name) || isFoundClientId(value)) leftOut.add("disabled", [name]);
      continue;
    }
    // What another variable says is read there.
    const isPlain = !/\{\{[^{}]{1,200}\}\}/.test(value.slice(0, 1_000));
    if (variables.push({ name, value: isPlain ? value : undefined }) > LIMITS.ownValues) throw tooManyValues();
  }
  return variables;
}

/** What stands in the requests and folders of a collection, of any depth. */
function* collectedFrom(
  document: JsonObject,
): Steps<{ readonly auths: readonly JsonObject[]; readonly scripts: readonly string[] }> {
  const auths: JsonObject[] = [];
  const scripts: string[] = [];
  const open: unknown[] = [document];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield;
    if (!isObject(next)) continue;
    for (const holder of [next, next["request"]])
      if (isObject(holder) && isObject(holder["auth"])) auths.push(holder["auth"]);
    for (const event of listOf(next["event"])) {
      const script = isObject(event) ? event["script"] : undefined;
      const lines = isObject(script) ? script["exec"] : undefined;
      const text = Array.isArray(lines) ? lines.filter((line) => typeof line === "string").join("\n") : lines;
      if (typeof text === "string") scripts.push(text);
    }
    for (const item of [...listOf(next["item"])].reverse()) open.push(item);
  }
  return { auths, scripts };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What signs requests with a JWT, where it names the app as the platform wants it. */
function appOfAuth(
  auth: JsonObject,
  filled: (text: string) => string | undefined,
  leftOut: LeftOut,
): FoundApp | undefined {
  if (auth["type"] !== "jwt") return undefined;
  const parameters = parametersOf(auth["jwt"]);
  const payload = claimsIn(parameters.get("payload"));
  const named = payload && (textIn(payload, "appId") ?? textIn(payload, "iss"));
  const clientId = named === undefined ? undefined : filled(named)?.trim();
  const secret = parameters.get("secret") ?? "";
  const clientSecret = filled(secret);
  if (clientId === undefined || !isFoundClientId(clientId)) {
    if (secret.trim()) leftOut.add(clientId === undefined ? "unmatched" : "foreign", ["auth.jwt.secret"]);
    return undefined;
  }
  if (clientSecret === undefined) leftOut.add("notPlain", ["auth.jwt.secret"]);
  // The platform's is the text that it is.
  const isEncoded = parameters.get("isSecretBase64Encoded") === "true";
  if (isEncoded && clientSecret?.trim()) leftOut.add("unplaced", ["auth.jwt.secret"]);
  return {
    clientId,
    clientSecret: isEncoded ? undefined : clientSecret,
    algorithm: algorithmIn(filled(parameters.get("algorithm") ?? "")),
  };
}

/** A list of keys and values, or an object as older collections have it. */
function parametersOf(jwt: unknown): ReadonlyMap<string, string> {
  const pairs: (readonly [unknown, unknown])[] = Array.isArray(jwt)
    ? (jwt as unknown[]).flatMap((each) => (isObject(each) ? [[each["key"], each["value"]] as const] : []))
    : Object.entries(isObject(jwt) ? jwt : {});
  return new Map(
    pairs.flatMap(([key, value]) =>
      typeof key === "string" && (typeof value === "string" || typeof value === "boolean")
        ? [[key, String(value)] as const]
        : [],
    ),
  );
}

/** Variables stand there for numbers, too, without quotes. */
function claimsIn(text = ""): JsonObject | undefined {
  try {
    const claims: unknown = JSON.parse(text.replace(/(:[ \t\r\n]{0,100})\{\{[^{}"]{1,200}\}\}/g, "$1null"));
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
