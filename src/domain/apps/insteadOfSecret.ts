/** What stands where a secret should: its mask, or what is to be replaced by one. */
export type InsteadOfSecret = "masked" | "placeholder";

/**
 * Whether a text is what pages show for a hidden secret, or what templates, scripts and documentations have in the
 * place of one. Never for base64 of 32 bytes, as the platform makes its secrets (platform.md, 5), and by chance for
 * fewer than one in a million of other random texts in base64, base64url or hex that have 20 characters or more.
 * @param bare without white space and quotes around it, of at most a thousand characters
 */
export function insteadOfSecret(bare: string): InsteadOfSecret | undefined {
  if (isPlatforms(bare)) return undefined;
  if (MASKS.some((mask) => mask.test(bare))) return "masked";
  const words = wordsOf(bare);
  if (words?.some((word) => MASK_WORDS.has(word))) return "masked";
  const stands = isNameOfSecret(bare) || PLACEHOLDERS.some((placeholder) => placeholder.test(bare));
  return stands || words?.some((word) => PLACEHOLDER_WORDS.has(word)) ? "placeholder" : undefined;
}

/** But for those that documentations mask at the end: neither x nor X can stand there, since its last two bits are 0. */
function isPlatforms(bare: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(bare) && !/[xX]{5}=$/.test(bare);
}

const MASKS: readonly RegExp[] = [
  // Nothing that could be read: dashes, question marks, blocks, locks, `XXXX-XXXX`.
  /^(?:[^\p{L}\p{N}\p{C}]+|[xX0\p{P}\p{S} ]{3,})$/u,
  // One character again and again, all along or among others.
  /^(\S)\1{2,}$/u,
  /(\S)\1{9}/u,
  // What base64, in both of its alphabets, and hex don't have: a few of one kind, and what is a mask wherever it stands.
  /([^\p{L}\p{N}\p{C}\s+/=_-])\1{2}/u,
  /[\u2022\u25cf\u2219\u00b7\u2026\u2217\u26ab\u2b24\u25cb\u2580-\u259f\u25a0-\u25ff\uff0a]|\*{2}/u,
  // What base64 has, too: longer runs where masks have them, at an end.
  /^(?:[xX]{5}|-{5}|_{5})|(?:[xX]{5}|-{5}|_{5})=*$|[xX]{8}/,
];

/** Templates have brackets or marks around a name, scripts a path to where the secret is. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^[$#@%!&*=]{0,3}(?:<[^"]{0,200}>|\[[^"]{0,200}\]|\{[^"]{0,200}\}|\([^"]{0,200}\))[%#@$*]{0,3}$/su,
  /^n\/a$/i,
  /^\$(?:env:|[A-Z_])\w*$/i,
  /^(%{1,2}|@{1,2}|#{1,2}|_{2}|~|\|{1,2}|:)[A-Za-z][\w .-]*\1$/,
  /^(?:process|import\.meta|os|system|env|getenv|secrets?|vars?|config|settings|vault|data|local)(?:[.[(]|\?\.)/i,
  /^(?:op|vault|arn|env|file|https?|ref\+\w{1,20}):/i,
];

/** A name with the word in it, such as `YOUR_CLIENT_SECRET` or `orders-client-secret-2`; not one with the secret behind it. */
function isNameOfSecret(bare: string): boolean {
  if (bare.length > MOST || !/secret/i.test(bare)) return false;
  return bare.split(/[^A-Za-z0-9]+/).every((part) => part.length <= 24 && /^(?:[A-Za-z]*\d{0,4})$/.test(part));
}

/**
 * The words that a text consists of, without regard to case, hyphens and numbers, also where they are written in one:
 * `changeMe1`. Undefined where there is anything else.
 */
function wordsOf(bare: string): string[] | undefined {
  if (bare.length > MOST) return undefined;
  const letters = bare
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== "");
  const found = letters.map(wordsIn);
  return found.every((words) => words !== undefined) ? found.flat() : undefined;
}

/** @param letters in lower case */
function wordsIn(letters: string): string[] | undefined {
  // By where each begins: whatever can't be divided from here on isn't tried again.
  const from: (string[] | undefined)[] = [];
  from[letters.length] = [];
  for (let at = letters.length - 1; at >= 0; at--) {
    const word = WORDS.find((one) => letters.startsWith(one, at) && from[at + one.length]);
    from[at] = word === undefined ? undefined : [word, ...(from[at + word.length] ?? [])];
  }
  return from[0];
}

/** UTF-16 units: no placeholder is longer. */
const MOST = 100;

const MASK_WORDS: ReadonlySet<string> = new Set(
  "hidden masked redacted shown displayed visible concealed obscured obfuscated censored removed omitted filtered suppressed stripped scrubbed sanitized protected reveal revealed".split(
    " ",
  ),
);
const PLACEHOLDER_WORDS: ReadonlySet<string> = new Set(
  [
    "your here put please value key keys secret secrets password passwd pwd passphrase token placeholder replace replaceme change changeme insert paste enter",
    "todo tbd tba fixme test tests testing example sample dummy fake mock demo default foo foobar bar baz qux qwerty asdf lorem ipsum",
    "null none nil undefined void empty missing unknown unset nan na",
  ].flatMap((line) => line.split(" ")),
);
/** Beside those: what says nothing by itself. */
const OTHER_WORDS: readonly string[] = [
  "my our the a an this that is was to of for in on with from by it not no click show security reasons",
  "me client clientid clientsecret app apps application jwt api kore platform id string text bit bits",
  "process env environment config settings var vars credential credentials real actual own new old some any goes and or",
].flatMap((line) => line.split(" "));
/** The longer ones first. */
const WORDS: readonly string[] = [...new Set([...MASK_WORDS, ...PLACEHOLDER_WORDS, ...OTHER_WORDS])].sort(
  (one, other) => other.length - one.length,
);
