import { characterSet, lettersApart, lettersThatMayDiffer, mayBeWithin } from "../text/misspelling";
import { endpoints, scopesForLevel, callsOf } from "./catalogue";
import { once } from "../once";

/** A typed word, in lower case and without accents, and what else counts as it. */
export interface Word {
  readonly text: string;
  /** Each counts at the beginning of a word alone, and for less by its cost. */
  readonly others: readonly OtherWord[];
  /** Only that something is read: what has no word for it counts too, for less. */
  readonly isVerbOfReading: boolean;
}

interface OtherWord {
  readonly text: string;
  readonly cost: number;
}

/** Words of what is typed that count. */
const MOST_WORDS = 20;

/**
 * As typed, in any inflection, without the words that only join others. Of those alone, they count. Verbs that only say
 * that something is read stand last.
 */
export function wordsAsTyped(text: string): Word[] {
  return words(tokensOf(text).map(folded));
}

/**
 * The same with joined words apart: `exportBot` by its capitals, `getusers` by the words of the catalogue. Undefined
 * where no word is joined.
 */
export function wordsApart(text: string): Word[] | undefined {
  const tokens = tokensOf(text);
  const parts = tokens.map(partsOf);
  return parts.some((each) => each.length > 1) ? words(parts.flat()) : undefined;
}

/**
 * The same with what stands nowhere in the catalogue taken for its words that are nearest. Undefined where nothing is, or
 * nothing is near.
 */
export function wordsMeant(text: string): Word[] | undefined {
  let isCorrected = false;
  const near = (typed: string): Word[] => {
    const found = vocabulary().text.includes(typed) ? undefined : nearest(typed);
    if (found) isCorrected = true;
    return found ?? [wordOf(typed)];
  };
  const meant = tokensOf(text).flatMap((token) => {
    const whole = near(folded(token));
    // No more than count: each is compared with the whole catalogue.
    return isCorrected || vocabulary().text.includes(folded(token))
      ? whole
      : meaning(partsOf(token)).slice(0, MOST_WORDS).flatMap(near);
  });
  return isCorrected ? meant.slice(0, MOST_WORDS) : undefined;
}

/**
 * The same with words that people say for those of the catalogue: what is uploaded is imported there. Undefined where there
 * is no such word.
 */
export function wordsAlike(text: string): Word[] | undefined {
  const found = wordsApart(text) ?? wordsAsTyped(text);
  // Of “chat transcripts” each word asks for something of its own.
  const typed = new Set(found.map(({ text: word }) => word));
  const alike = found.map(({ text: word, others, isVerbOfReading }): Word => {
    const same = [word, ...stemsOf(word)].flatMap((each) => ALIKE.get(each) ?? []).filter((each) => !typed.has(each));
    return {
      text: word,
      isVerbOfReading,
      others: [...others, ...same.map((other) => ({ text: other, cost: ALIKE_COST }))],
    };
  });
  return alike.some(({ others }, index) => others.length > (found[index]?.others.length ?? 0)) ? alike : undefined;
}

/** More than an ending, and less than an ending beside another one: “transcripts” are rather messages than a transcription. */
const ALIKE_COST = 0.35;

/** What people say, and the beginnings of the words for it in the catalogue's names, paths and descriptions. */
const ALIKE: ReadonlyMap<string, readonly string[]> = new Map([
  ["add", ["create"]],
  ["answer", ["faq", "qna"]],
  ["backup", ["export"]],
  ["call", ["conversation", "session"]],
  ["change", ["update"]],
  ["conversation", ["chat", "session"]],
  ["csat", ["feedback", "survey"]],
  ["dashboard", ["analytics", "metrics", "report"]],
  ["download", ["export", "fetch"]],
  ["edit", ["update"]],
  ["erase", ["delete"]],
  ["faq", ["qna", "question", "knowledge"]],
  ["gdpr", ["delete"]],
  ["kpi", ["metrics", "analytics"]],
  ["member", ["user"]],
  ["modify", ["update"]],
  ["nlu", ["nlp", "ml"]],
  ["nps", ["feedback", "survey"]],
  ["permission", ["role", "access"]],
  ["person", ["user"]],
  ["phone", ["dialout", "call", "voice"]],
  ["remove", ["delete"]],
  ["restore", ["import"]],
  ["statistic", ["analytics", "metrics"]],
  ["ticket", ["case"]],
  ["transcript", ["chat", "messages"]],
  ["upload", ["import", "extraction"]],
  ["whatsapp", ["notification", "messages", "channel"]],
]);

/** Words in lower case and without accents, those of `camelCase` apart. */
export function camelWords(text: string): string[] {
  return tokensOf(text).flatMap((token) => camelParts(token).map(folded));
}

/** In lower case, without accents. */
export function folded(text: string): string {
  return withoutAccents(text).toLowerCase();
}

/** Marks go before they are put in order, too, which takes time quadratic in a run of them. */
function withoutAccents(text: string): string {
  return text
    .replace(/\p{M}+/gu, "")
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "");
}

function words(texts: readonly string[]): Word[] {
  const meant = meaning(texts).slice(0, MOST_WORDS);
  const others = meant.filter((text) => !READING.has(text));
  // Alone it is what is looked for.
  if (others.length === 0) return meant.map(wordOf);
  return [...others.map(wordOf), ...meant.filter((text) => READING.has(text)).map(verbOfReading)];
}

function wordOf(text: string): Word {
  return { text, others: stemsOf(text).map((stem) => ({ text: stem, cost: STEM })), isVerbOfReading: false };
}

const STEM = 0.3;

/** Verbs by which people ask for what an endpoint gives, some of which are in its name. */
const READING: ReadonlySet<string> = new Set("fetch get list read retrieve see view".split(" "));

function verbOfReading(text: string): Word {
  const others = [...READING].flatMap((verb) => (verb === text ? [] : [{ text: `${verb} `, cost: STEM }]));
  return { text, others, isVerbOfReading: true };
}

function meaning(texts: readonly string[]): readonly string[] {
  const meant = texts.filter((text) => !JOINING.has(text));
  return meant.length > 0 ? meant : texts;
}

const JOINING: ReadonlySet<string> = new Set([
  ..."a an and are can do does find for from give how i in is it me my need of on or our please show".split(" "),
  ..."that the their this to want we what which who with you your".split(" "),
  ..."have its like would".split(" "),
]);

/** With the case and accents that they have; at most as many as count, and some that don't. */
function tokensOf(text: string): string[] {
  const tokens = withoutAccents(text).split(/[^\p{L}\p{N}]+/u);
  return tokens.filter((token) => token !== "").slice(0, 2 * MOST_WORDS);
}

function camelParts(token: string): string[] {
  return token
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll}{2})/gu, "$1 $2")
    .split(" ");
}

/** What the endings of verbs and plurals are taken from: “exporting”, “exported”, “exports”, “deletion”, “queries”. */
function stemsOf(word: string): string[] {
  const [, plural] = /^(.{3,})ies$/.exec(word) ?? [];
  if (plural !== undefined) return [`${plural}y`];
  const [, stem] = /^(.{3,}?)(?:ings?|ed|ions?|es|s)$/.exec(word) ?? [];
  if (stem === undefined || stem.endsWith("s")) return [];
  const last = stem.at(-1) ?? "";
  // “running”; at the beginning of a word “delet” and “train” are enough.
  return stem.length > 3 && stem.endsWith(last + last) ? [stem, stem.slice(0, -1)] : [stem];
}

interface Vocabulary {
  /** All words, with spaces between them. */
  readonly text: string;
  readonly words: ReadonlySet<string>;
  readonly byLength: ReadonlyMap<number, readonly KnownWord[]>;
}

interface KnownWord {
  readonly word: string;
  readonly characters: number;
}

/** The words of names, paths and descriptions, those of a segment of a path also as the one that it is. */
const vocabulary = once((): Vocabulary => {
  const paths = endpoints().flatMap((endpoint) => callsOf(endpoint).map(([, path]) => path));
  const segments = paths.flatMap((path) => path.split("/").filter((segment) => !segment.startsWith("{")));
  const scopes = (["xo", "admin"] as const).flatMap((level) => scopesForLevel(level));
  const texts = [
    ...segments,
    ...endpoints().flatMap(({ api, alsoCalled }) => [api, ...alsoCalled]),
    ...scopes.flatMap(({ name, aliases = [], category, description = "" }) => [
      name,
      ...aliases,
      category,
      description,
    ]),
  ];
  const known = new Set([
    ...texts.flatMap(camelWords),
    ...segments.flatMap((segment) => tokensOf(segment).map(folded)),
  ]);
  const byLength = new Map<number, KnownWord[]>();
  for (const word of known)
    byLength.set(word.length, [...(byLength.get(word.length) ?? []), { word, characters: characterSet(word) }]);
  return { text: ` ${[...known].join(" ")} `, words: known, byLength };
});

/** Those of a joined word: by its capitals, else by what the catalogue has; itself where it is one. */
function partsOf(token: string): readonly string[] {
  const parts = camelParts(token).map(folded);
  return parts.length > 1 ? parts : (knownParts(parts[0] ?? "") ?? parts);
}

/** The fewest known words that a text is made of; undefined where it is one, or is none. */
function knownParts(text: string): readonly string[] | undefined {
  if (text.length > LONGEST_JOINED || vocabulary().words.has(text)) return undefined;
  const best: (readonly string[] | undefined)[] = [[]];
  for (let end = 1; end <= text.length; end++) {
    for (let start = 0; start < end; start++) {
      const before = best[start];
      const part = text.slice(start, end);
      const most = best[end]?.length ?? MOST_PARTS;
      if (before && before.length + 1 < most && isPart(part)) best[end] = [...before, part];
    }
  }
  return best[text.length];
}

const LONGEST_JOINED = 40;
const MOST_PARTS = 6;

function isPart(part: string): boolean {
  if (part.length < 3) return JOINING.has(part);
  return vocabulary().words.has(part) || stemsOf(part).some((stem) => vocabulary().words.has(stem));
}

/** A word of the catalogue that a text is probably meant to be, or a known one and such a word joined. */
function nearest(text: string): Word[] | undefined {
  if (text.length > LONGEST_JOINED) return undefined;
  for (const each of [text, ...stemsOf(text)]) {
    const word = nearWord(each);
    if (word) return [word];
  }
  for (let cut = text.length - SHORTEST_NEAR; cut >= 3; cut--) {
    const word = vocabulary().words.has(text.slice(0, cut)) ? nearWord(text.slice(cut)) : undefined;
    if (word) return [wordOf(text.slice(0, cut)), word];
  }
  return undefined;
}

/** Letters of a word below which another one is as near as a misspelled one. */
const SHORTEST_NEAR = 5;

function nearWord(text: string): Word | undefined {
  if (text.length < SHORTEST_NEAR) return undefined;
  let least = lettersThatMayDiffer(text.length);
  let others: OtherWord[] = [];
  const typed = characterSet(text);
  for (let length = text.length - least; length <= text.length + least; length++) {
    for (const { word, characters } of vocabulary().byLength.get(length) ?? []) {
      if (!mayBeWithin(typed, characters, least)) continue;
      const apart = lettersApart(text, word, least);
      if (apart > least) continue;
      if (apart < least) others = [];
      least = apart;
      others.push({ text: word, cost: apart / 2 });
    }
  }
  return others.length > 0 ? { text, others, isVerbOfReading: false } : undefined;
}
