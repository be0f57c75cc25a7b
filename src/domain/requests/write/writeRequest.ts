import type { JwtApp } from "../../apps/jwtApp";
import type { TokenProfile } from "../../tokens/claims";
import { gatewaySwitches } from "../../apps/gatewaySlug";
import { GATEWAY_VARIABLE } from "../destination/gatewayAddress";
import { gatewayDefinition, type GatewayVariable } from "./gatewayVariable";
import { originOfApp, requestParts, type RequestParts, TOKEN_MARK } from "./requestParts";
import { isLine } from "./requestVariables";
import type { RequestTarget } from "./requestTargets";
import { tokenScript } from "./tokenScript";

/**
 * How a token gets into a request. `script`: an httpYac script asks the extension for a fresh one, each time.
 * `environment`: REST Client and httpYac read it from a variable of the extension host's environment.
 * `line`: it stands in the file, and Refresh writes a new one in its place. `gateway`: in no way; the request goes
 * through the gateway, which adds it.
 */
export type TokenPlacement =
  | { readonly kind: "gateway"; readonly slug: string; readonly from: GatewayVariable }
  | { readonly kind: "script" }
  | { readonly kind: "environment"; readonly variable: (profile: TokenProfile) => string }
  | { readonly kind: "line"; readonly mint: (profile: TokenProfile) => Promise<string> };

export interface RequestWriting {
  readonly app: JwtApp;
  /** What a line names the app by; without it, its name. */
  readonly reference?: string;
  readonly placement: TokenPlacement;
}

/** What the file says already into which requests are inserted. */
export interface Surroundings {
  /** Name to value. */
  readonly variables: ReadonlyMap<string, string>;
  /** Those that count in every block: what another request's block defines, httpYac sees there alone. */
  readonly shared: ReadonlyMap<string, string>;
  /** Whether a `# jwt-app:` line for the whole file names this app. */
  readonly isTied: boolean;
}

/**
 * A request file that REST Client and httpYac run as it stands (httpYac alone with `script`): variables, and one block
 * for each target. Lines end with "\n".
 */
export async function writeRequestFile(targets: readonly RequestTarget[], writing: RequestWriting): Promise<string> {
  const { app, placement, reference } = writing;
  const parts = targets.map((target) => partsFor(target, writing));
  const variables = new Map([...baseVariables(writing), ...parts.flatMap((one) => [...one.variables])]);
  // One token for all of them, unless each request needs its own.
  const shared =
    placement.kind === "line" &&
    !app.enforceJti &&
    parts.filter(({ token }) => token.profile === "publicApi").length > 1;
  if (shared) variables.set("token", await placement.mint("publicApi"));
  const head = [
    appLine(app, reference),
    `# ${HOW[placement.kind]}`,
    "",
    ...(placement.kind !== "gateway" && app.host === undefined && app.credentials === "pasted" ? [REGION] : []),
    ...[...variables].map(variableLine),
  ];
  const blocks: string[] = [];
  for (const one of parts)
    blocks.push(
      await block(one, {
        app,
        placement,
        variables: new Map(),
        inHead: shared && one.token.profile === "publicApi",
        names: new Map(),
      }),
    );
  return [head.join("\n"), ...blocks].join("\n\n") + "\n";
}

/** What stands above the host where nobody knows it. */
export const REGION = "# The host of your region.";

/** Through the gateway no envelope reaches the client, but where the app has that switched off. */
function partsFor(target: RequestTarget, { app, placement }: RequestWriting): RequestParts {
  const isOpened = placement.kind === "gateway" && gatewaySwitches(app).decrypts;
  return requestParts(target, isOpened ? { ...app, enforcePayloadEncryption: false } : app);
}

/** The variable that addresses begin with. */
function baseVariables({ app, placement }: RequestWriting): readonly (readonly [name: string, value: string])[] {
  if (placement.kind !== "gateway") return [["host", originOfApp(app)]];
  const definition = gatewayDefinition(placement.from);
  return definition === undefined ? [] : [[GATEWAY_VARIABLE, definition]];
}

/** The same as blocks alone, for a file that may have some of the variables; each block has what it needs and the file lacks. */
export async function writeRequests(
  targets: readonly RequestTarget[],
  writing: RequestWriting,
  surroundings: Surroundings,
): Promise<string> {
  const { app, placement, reference } = writing;
  const taken = new Map(surroundings.variables);
  const blocks: string[] = [];
  for (const target of targets) {
    const parts = partsFor(target, writing);
    const names = new Map<string, string>();
    const missing = new Map<string, string>();
    for (const [name, value] of new Map([...baseVariables(writing), ...parts.variables])) {
      const free = freeName(name, value, taken);
      if (free !== name) names.set(name, free);
      if (surroundings.shared.get(free) !== value) missing.set(free, value);
      taken.set(free, value);
    }
    blocks.push(
      await block(parts, {
        app,
        placement,
        ...(reference !== undefined && { reference }),
        variables: missing,
        tie: !surroundings.isTied,
        names,
      }),
    );
  }
  return blocks.join("\n\n") + "\n";
}

/** The line that ties a request or a file to an app: by its name, or by our ID where the name doesn't fit into a line. */
export function appLine({ name, id }: Pick<JwtApp, "name" | "id">, reference = name): string {
  return `# jwt-app: ${appInLine(id, reference)}`;
}

/** What stands for an app behind such a line's mark. */
export function appInLine(id: string, reference: string): string {
  return isLine(reference) ? reference : id;
}

/** The comment that says how the token gets into a file's requests. */
export const HOW: Readonly<Record<TokenPlacement["kind"], string>> = {
  script:
    "Each request gets a fresh token from the extension JWT Apps, by an httpYac script. REST Client doesn't run scripts.",
  environment: "The extension JWT Apps keeps a fresh token in an environment variable of VS Code's extension host.",
  gateway: "The gateway of the extension JWT Apps adds the token, and decrypts the answer. It has to run.",
  line: "A token stands where it is sent. “Refresh” above it writes a fresh one in its place.",
};

interface BlockWriting extends RequestWriting {
  /** Those that stand in the block itself. */
  readonly variables: ReadonlyMap<string, string>;
  readonly tie?: boolean;
  /** The token is a variable of the file's head. */
  readonly inHead?: boolean;
  /** Names that variables have in this file, where they differ. */
  readonly names: ReadonlyMap<string, string>;
}

async function block(parts: RequestParts, writing: BlockWriting): Promise<string> {
  const { app, reference, placement, variables, tie = false, inHead = false, names } = writing;
  const renamed = (text: string): string =>
    text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => (whole === HOST ? base : `{{${names.get(name) ?? name}}}`));
  const base = originText(placement, names);
  const token = inHead ? TOKEN_MARK : await tokenText(placement, parts.token.profile);
  const header = placement.kind === "gateway" ? undefined : parts.token.header;
  const lines = [
    `### ${parts.title}`,
    ...(tie ? [appLine(app, reference)] : []),
    ...parts.comments.map((comment) => `# ${renamed(comment)}`),
    ...[...variables].map(variableLine),
    ...(placement.kind === "script" ? tokenScript(app, parts.token.profile) : []),
    `${parts.method} ${renamed(`${HOST}${parts.path}`)}`,
    ...(header ? [`${header[0]}: ${header[1]}${token}`] : []),
    ...parts.headers.map(([name, value]) => `${name}: ${renamed(value)}`),
    ...(parts.body === undefined ? [] : ["", renamed(parts.body).replace(TOKEN_MARK, () => token)]),
  ];
  return lines.join("\n");
}

const HOST = "{{host}}";

/** What an address begins with. */
function originText(placement: TokenPlacement, names: ReadonlyMap<string, string>): string {
  if (placement.kind !== "gateway") return `{{${names.get("host") ?? "host"}}}`;
  return `{{${names.get(GATEWAY_VARIABLE) ?? GATEWAY_VARIABLE}}}/${encodeURI(placement.slug)}`;
}

async function tokenText(placement: TokenPlacement, profile: TokenProfile): Promise<string> {
  if (placement.kind === "gateway") return "";
  if (placement.kind === "line") return placement.mint(profile);
  return placement.kind === "script" ? TOKEN_MARK : `{{$processEnv ${placement.variable(profile)}}}`;
}

function variableLine([name, value]: readonly [string, string]): string {
  return `@${name} = ${value}`;
}

/** The name itself, or with a number where the file has another value under it. */
function freeName(name: string, value: string, taken: ReadonlyMap<string, string>): string {
  let free = name;
  for (let count = 2; taken.has(free) && taken.get(free) !== value; count++) free = `${name}${count}`;
  return free;
}
