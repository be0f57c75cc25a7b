import { originOf, parseHost } from "../../apps/hosts";
import type { JwtApp } from "../../apps/jwtApp";
import { UserError } from "../../errors";
import type { JsonValue } from "../../scopes/endpointRow";
import { accessChecks } from "../../tokens/verify/accessChecks";
import { routeOf } from "../../tokens/verify/route";
import type { Check } from "../../tokens/verify/check";
import { originOfApp, type RequestParts, TOKEN_MARK } from "./requestParts";
import { mapStrings } from "./requestVariables";

/**
 * A curl command for a POSIX shell, of one request with its token. What nobody knows stands in it as `your-bot-id`,
 * which neither a shell nor curl's own patterns (`{a,b}`, `[1-3]`) make anything else of; `blanksOf` names these.
 * @throws UserError `no-host`, `bad-host`
 */
export function curlCommand(parts: RequestParts, app: JwtApp, token: string): string {
  const fill = (text: string): string =>
    filled(
      parts,
      text.replaceAll(TOKEN_MARK, () => token),
    );
  const { header } = parts.token;
  const headers = [
    ...(header ? [`${header[0]}: ${header[1]}${token}`] : []),
    // curl writes a form's own type, with a boundary of its own.
    ...parts.headers
      .filter(([name]) => !parts.form || name !== "Content-Type")
      .map(([name, value]) => `${name}: ${fill(value)}`),
  ];
  return [
    `curl --request ${parts.method} ${quoted(originForCurl(app) + pathForCurl(parts))}`,
    ...headers.map((line) => `--header ${quoted(line)}`),
    ...bodyOptions(parts, fill),
  ].join(" \\\n  ");
}

/** Path and query with all that is known; what is percent-encoded already stays so. */
function pathForCurl(parts: RequestParts): string {
  return filled(parts, parts.path, inUrl);
}

/** What in a command or request for that is left to fill in, as it stands there, each once. */
export function blanksOf({ variables, blanks, form }: RequestParts): string[] {
  const names = [...blanks].flatMap((name) => variables.get(name) ?? []);
  return [...new Set([...names, ...(form ? [fileOf(form)] : [])])];
}

/**
 * What of the app's own rights speaks against a request, by the rule book: its level, scope, publishing, permissions.
 * A bot ID that is still to be filled in is not judged.
 */
export function foreseenRefusals(parts: RequestParts, app: JwtApp): Check[] {
  const route = routeOf({ method: parts.method, path: pathForCurl(parts), headers: {} });
  const isOpen = (id: Check["id"]): boolean => id === "bot" && parts.blanks.has("botId");
  return accessChecks(route, app).filter(({ id, outcome }) => outcome === "failed" && !isOpen(id));
}

/**
 * The app's host as a URL begins; an app that was made for the local platform is called there.
 * @throws UserError `no-host`, `bad-host`
 */
export function originForCurl(app: Pick<JwtApp, "id" | "name" | "host" | "credentials">): string {
  const mending = { kind: "enterHost", appId: app.id } as const;
  if (app.host === undefined) {
    if (app.credentials === "generated") return originOfApp(app);
    throw new UserError("no-host", "The host of “{0}” is not known, so a command would call nothing.", {
      args: [app.name],
      remedy: WITH_HOST,
      mending,
    });
  }
  try {
    return originOf(parseHost(app.host));
  } catch {
    throw new UserError("bad-host", "The host of “{0}” is “{1}”, which is no host name.", {
      args: [app.name, app.host.slice(0, 100)],
      remedy: WITH_HOST,
      mending,
    });
  }
}

const WITH_HOST = "Edit the app, and enter under Host where its bot is, such as platform.kore.ai.";

function filled({ variables }: RequestParts, text: string, encode = (value: string): string => value): string {
  return text.replace(/\{\{(\w+)\}\}/g, (mark, name: string) => {
    const value = variables.get(name);
    return value === undefined ? mark : encode(value);
  });
}

function bodyOptions({ body, form }: RequestParts, fill: (text: string) => string): string[] {
  if (form) {
    const file = `${form.file.name}=@${fileOf(form)};type=${form.file.type}`;
    return [file, ...form.fields.map(([name, value]) => `${name}=${value}`)].map((field) => `--form ${quoted(field)}`);
  }
  if (body === undefined) return [];
  // Filled in as values, so that none of them can end the string that it stands in.
  const value = mapStrings(JSON.parse(body) as JsonValue, fill);
  return [`--data ${quoted(JSON.stringify(value))}`];
}

function fileOf({ file }: NonNullable<RequestParts["form"]>): string {
  return `your-${file.fileName}`;
}

function inUrl(value: string): string {
  return value.replace(/[\ud800-\udfff]/gu, "\ufffd").replace(/[^\w.~%@:-]/gu, (sign) => encodeURIComponent(sign));
}

/** One POSIX shell word, whatever it holds. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
