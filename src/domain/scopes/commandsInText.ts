import { shellCommand } from "./shellWords";

/** A command that sends a request. */
export interface SendingCommand {
  readonly start: number;
  readonly end: number;
  /** As it is told, or what it takes where it is told none; undefined where that is told by something that isn't here. */
  readonly method: string | undefined;
}

/**
 * The commands of curl, wget, HTTPie and PowerShell in a text, in their order. Options count outside of quotes alone.
 * Takes time linear in the text.
 */
export function commandsIn(text: string): readonly SendingCommand[] {
  const commands: SendingCommand[] = [];
  let end = 0;
  for (const { index, 0: name } of text.matchAll(NAMES)) {
    if (index < end || !BEGINS.test(text.slice(Math.max(0, index - MOST_BEFORE), index))) continue;
    const command = shellCommand(text, index + name.length);
    const words = command.words.map((word) => word.text);
    // In prose "http" is a word.
    if (/^https?$/i.test(name) && !words.some(isAddress)) continue;
    ({ end } = command);
    commands.push({ start: index, end, method: methodOf(name.toLowerCase(), words) });
  }
  return commands;
}

const NAMES = /(?<![\w.$/-])(?:curl(?:\.exe)?|wget|https?|xhs?|invoke-(?:restmethod|webrequest)|irm|iwr)(?=\s)/gi;

/** Characters before a command in which it shows that one begins. */
const MOST_BEFORE = 120;
/** A line, a prompt, another command's end, or what runs or sets something for it. */
const BEGINS =
  /(?:^|[\n;|&({`]|\b(?:do|then|else)\s)[ \t]*(?:[$>#%][ \t]+|PS[ \t][^>\n]{0,80}>[ \t]*|(?:sudo|time|exec)[ \t]+|\w+=[^\s"';|&({`]{0,80}[ \t]+)*$/;

function methodOf(name: string, words: readonly string[]): string | undefined {
  if (name.startsWith("curl")) return ofCurl(words);
  if (name === "wget") return ofWget(words);
  return /^(?:i|invoke)/.test(name) ? ofPowerShell(words) : ofHttpie(words);
}

/** Of several the last one counts, as curl has it. */
function ofCurl(words: readonly string[]): string | undefined {
  let told: { readonly method: string | undefined } | undefined;
  let byOption: string | undefined;
  let isGet = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    for (const [option, value] of curlOptions(word, words[index + 1])) {
      if (value === NEXT) index++;
      const argument = value === NEXT ? words[index] : value;
      if (option === "X" || option === "request") told = { method: argument };
      else if (option === "G" || option === "get") isGet = true;
      else byOption = CURL_DEFAULTS.find(([pattern]) => pattern.test(option))?.[1] ?? byOption;
    }
  }
  return told ? told.method : isGet ? "GET" : (byOption ?? "GET");
}

const CURL_DEFAULTS: readonly (readonly [option: RegExp, method: string])[] = [
  [/^(?:d|F|data(?:-.+)?|form(?:-.+)?|json)$/, "POST"],
  [/^(?:I|head)$/, "HEAD"],
  [/^(?:T|upload-file)$/, "PUT"],
];

/** Its value is the word behind. */
const NEXT = Symbol("next");

/** The options of a word, short ones joined: `-sXPOST`. */
function curlOptions(
  word: string,
  next: string | undefined,
): readonly (readonly [option: string, value: string | typeof NEXT | undefined])[] {
  const [, long, value] = /^--([a-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (long !== undefined) {
    const takesNext = value === undefined && next !== undefined && LONG_WITH_VALUE.test(long);
    return [[long, takesNext ? NEXT : value]];
  }
  if (!/^-[^-]/.test(word)) return [];
  const end = word.slice(1).search(SHORT_WITH_VALUE);
  if (end < 0) return [...word.slice(1)].map((letter) => [letter, undefined] as const);
  const joined = word.slice(end + 2);
  return [
    ...[...word.slice(1, end + 1)].map((letter) => [letter, undefined] as const),
    [word[end + 1] ?? "", joined === "" ? NEXT : joined] as const,
  ];
}

const SHORT_WITH_VALUE = /[AbcCdDeEFHKmoPQrtTuUwxXyYz]/;
const LONG_WITH_VALUE =
  /^(?:request|data(?:-.+)?|form(?:-.+)?|json|header|upload-file|url|user|user-agent|cookie|output|proxy|referer|max-time|write-out|cert|key|cacert|connect-timeout|retry|resolve)$/;

function ofWget(words: readonly string[]): string | undefined {
  const told = words.find((word) => word.startsWith("--method="))?.slice("--method=".length);
  const separate = words.indexOf("--method");
  if (separate >= 0 || told !== undefined) return told ?? words[separate + 1];
  return words.some((word) => /^--post-(?:data|file)(?:=|$)/.test(word)) ? "POST" : "GET";
}

function ofPowerShell(words: readonly string[]): string | undefined {
  const index = words.findIndex((word) => /^-(?:me\w*|custommethod)(?::|$)/i.test(word));
  const word = words[index];
  if (word === undefined) return "GET";
  return word.includes(":") ? word.slice(word.indexOf(":") + 1) : words[index + 1];
}

/** The word before the address, else by whether anything is sent. */
function ofHttpie(words: readonly string[]): string | undefined {
  const places = words.filter((word) => !word.startsWith("-"));
  const named = places.slice(0, places.findIndex(isAddress)).find((word) => /^[a-z]+$|^[$%{]/i.test(word));
  if (named !== undefined) return named;
  return places.some((word) => /^[\w[\].-]+(?::?=(?!=)|@)/.test(word)) ? "POST" : "GET";
}

/** An address as HTTPie takes one: of a host, or a port or a path of this computer. */
function isAddress(word: string): boolean {
  return /^(?:https?:\/\/|:\d*(?:\/|$)|localhost\b|[\w-]+(?:\.[\w-]+)+(?:[/:]|$)|[$%{][^/]*\/)/i.test(word);
}
