import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import { ENVIRONMENT_PREFIX } from "../../tokens/environmentTokens";
import { LINES_A_STEP, type FileDefinitions } from "./fileDefinitions";
import { type Block, isBlank, isPlainComment } from "./fileBlocks";
import { type Doubt, doubt, type DoubtCode, unclearLines } from "./fileDoubts";
import { type FileContext, MAX_HOSTS, type ReadAddress } from "./requestAddress";
import { hostRead } from "./strictUrl";

interface Head {
  /** Where the body begins. */
  readonly next: number;
  readonly hosts: readonly string[];
  /** There are more of them than are told. */
  readonly hasMoreHosts: boolean;
  readonly doubts: readonly Doubt[];
}

/** The lines between the request line and the body. */
export function* readHead(
  lines: readonly string[],
  from: number,
  { end }: Block,
  { origin, isClosed }: ReadAddress,
  { definitions }: FileContext,
): Steps<Head> {
  const doubts = new Map<DoubtCode, Doubt>();
  const add = (one: Doubt): void => void (doubts.has(one.code) || doubts.set(one.code, one));
  const hosts = new Set<string>();
  let hasMoreHosts = false;
  let at = from;
  let isUrl = true;
  let isOpen = !isClosed;
  for (; at < end && !isBlank(lines[at] ?? ""); at++) {
    if (at % LINES_A_STEP === 0) yield;
    const line = lines[at] ?? "";
    if (isPlainComment(line)) continue;
    const [, mark] = /^[ \t]*([?&])(?!\?)[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\\\u2028\u2029]*$/.exec(line) ?? [];
    if (isUrl && mark !== undefined && (mark === "?" || !isOpen)) {
      isOpen = false;
      continue;
    }
    // Clients put it behind the address, or take it for a header: JetBrains whatever is indented.
    if (isUrl && (/^\s*[?&]/.test(line) || (isOpen && /^\s/.test(line)))) add(unclearLines());
    isUrl = false;
    const [, name, value = ""] = /^[ \t]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)[ \t]*:(.*)$/.exec(line) ?? [];
    if (name === undefined || name.startsWith("...")) {
      add(unclearLines());
      continue;
    }
    const named = value.trim();
    if (/^authorization$/i.test(name) && !isPlainAuthorization(named, definitions))
      add(doubt("authorization", "the “Authorization” header may ask another server"));
    if (!/^host$/i.test(name) || named.toLowerCase() === origin?.host) continue;
    add(doubt("host-header", "the “Host” header names another host"));
    hasMoreHosts ||= hosts.size >= MAX_HOSTS;
    const host = hasMoreHosts ? undefined : hostRead(`https://${named}`);
    if (host !== undefined) hosts.add(host);
  }
  return { next: at, hosts: [...hosts], hasMoreHosts, doubts: [...doubts.values()] };
}

/** A token, alone or behind “bearer”. In httpYac other words ask a server for one first, with variables of the file. */
function isPlainAuthorization(value: string, definitions: FileDefinitions): boolean {
  if (value.length > LIMITS.token) return false;
  const [, scheme, rest = ""] = /^(?:(bearer|jwt|basic)[ \t]+)?(\S.*)$/i.exec(value) ?? [];
  if (/^[\w.~+/=-]+$/.test(rest)) return scheme !== undefined || !ASKING.test(rest);
  const [, environment, variable] =
    /^\{\{[ \t]{0,100}(\$processEnv[ \t]{1,100})?([A-Za-z_][\w-]{0,199})[ \t]{0,100}\}\}$/.exec(rest) ?? [];
  if (variable === undefined) return false;
  // Behind a scheme of its own, what a variable holds is no scheme; and one of ours holds a token.
  if (scheme !== undefined || (environment !== undefined && variable.startsWith(ENVIRONMENT_PREFIX))) return true;
  const known = environment === undefined ? definitions.get(variable) : undefined;
  return (
    known !== undefined &&
    known.isOneWay &&
    known.values.every((one) => /^(?:(?:bearer|jwt)[ \t]+)?[\w.~+/=-]+$/i.test(one) && !ASKING.test(one))
  );
}

const ASKING = /^(?:oauth2?|openid|digest|aws|cognito|ntlm|hawk|negotiate)$/i;
