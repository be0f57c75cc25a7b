import { percentDecoded } from "../text/percentDecoded";
import { fixedSegments } from "./catalogue";

/** More of a path nobody reads. */
const MOST_SEGMENTS = 16;

/** A path without its query in which each segment that may be a token or a secret is "…". */
export function shownPath(path: string): string {
  return path
    .split("/", MOST_SEGMENTS + 1)
    .map((segment) => (isShown(segment) ? segment : "…"))
    .join("/");
}

/** Whether a text is a word of the catalogue, or has the form of a name, an ID, a version or a placeholder. */
export function isShown(segment: string): boolean {
  if (segment.length > LONGEST) return false;
  const text = percentDecoded(segment);
  if (text === undefined) return false;
  // An encoded slash stands between segments.
  if (text.includes("/")) return text.split("/").every(isShown);
  if (text === "" || text === "…" || fixedSegments().has(text.toLowerCase())) return true;
  const name = PLACEHOLDER.exec(text)
    ?.slice(1)
    .find((each) => each !== undefined);
  if (name !== undefined) return name.split(/[ .$-]+/).every(isName);
  return !/^ey[A-Z]/i.test(text) && (text.length <= SHORT || isId(text) || text.split(/[-_. ]/).every(isName));
}

/** Characters of a segment. */
const LONGEST = 100;
/** Characters that are too few for a secret. */
const SHORT = 8;

/** `{name}`, `{{name}}`, `${name}`, `<name>`, `%name%`, `:name` and `$name`. */
const PLACEHOLDER = /^(?:\$?\{\{?([\w .$-]+)\}?\}|<([\w .-]+)>|%(\w+)%|[:$](\w+))$/;

/** A UUID, such as with a prefix of the platform's, 24 digits of a database's, or a number. */
function isId(text: string): boolean {
  return /^(?:[a-z]{1,3}-)?[0-9a-f]{1,12}(?:-[0-9a-f]{1,12}){1,6}$|^[0-9a-f]{24}$|^\d{1,20}$/i.test(text);
}

/** Letters, and digits behind them; what changes its case all the time is made by chance. */
function isName(text: string): boolean {
  if (!/^\p{L}{0,30}\d{0,3}$/u.test(text)) return false;
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  return capitals <= 1 + text.length / 3 || (capitals === text.length && capitals <= SHORT);
}
