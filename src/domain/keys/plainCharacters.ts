/**
 * The text in the characters that a key is written in, where a mail, a chat, a web page or a word processor put others
 * in their place: hyphens for dashes, straight quotes for curly ones, spaces for no-break spaces, nothing for what
 * can't be seen, and the characters that HTML entities, percent signs and fullwidth forms stand for. Time is linear.
 */
export function plainCharacters(text: string): string {
  const decoded = decodeEntities(decodePercent(withoutNulls(text)));
  return /^[\t\n\r -~]*$/.test(decoded) ? decoded : toAscii(decoded);
}

/** UTF-16 that was read byte by byte: each second character is NUL, and its byte order mark stands in front. */
function withoutNulls(text: string): string {
  const bytes = text.includes("\0") ? text.replace(/\0/g, "") : text;
  return bytes.replace(/^(?:\u00FF\u00FE|\u00FE\u00FF|\u00EF\u00BB\u00BF|\uFFFD{1,3}|\uFEFF)/, "");
}

/** Without zero-width characters, marks of direction, soft hyphens and variation selectors. */
const INVISIBLE = /[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF]/g;

function toAscii(text: string): string {
  return text
    .replace(INVISIBLE, "")
    .replace(/[\u0085\u2028\u2029]/g, "\n")
    .replace(/[\v\f\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g, " ")
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2043\u207B\u2212\u2500\u2501\u2E3A\u2E3B\uFE58\uFE63]/g, "-")
    .replace(/[\u00AB\u00BB\u201C-\u201F\u2033\u300C-\u300F]/g, '"')
    .replace(/[\u2018-\u201B\u2032\u2039\u203A]/g, "'");
}

/** The entities that can stand for what a key or its surroundings are written in. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["quot", '"'],
  ["apos", "'"],
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["nbsp", " "],
  ["NewLine", "\n"],
  ["Tab", " "],
  ["plus", "+"],
  ["sol", "/"],
  ["equals", "="],
  ["bsol", "\\"],
  ["colon", ":"],
  ["comma", ","],
  ["lowbar", "_"],
  ["hyphen", "-"],
  ["dash", "-"],
  ["ndash", "-"],
  ["mdash", "-"],
  ["minus", "-"],
  ["shy", ""],
  ["zwnj", ""],
  ["zwj", ""],
  ["ldquo", '"'],
  ["rdquo", '"'],
  ["lsquo", "'"],
  ["rsquo", "'"],
  ["lcub", "{"],
  ["rcub", "}"],
]);

/** Twice, for text that was escaped twice. */
function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  const once = (given: string) =>
    given.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z]{2,8}));/g, (entity, decimal, hex, name) => {
      if (typeof name === "string") return ENTITIES.get(name) ?? entity;
      const code = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code <= 0xffff ? String.fromCharCode(code) : entity;
    });
  return once(once(text));
}

/** Only of text that shows what it is: base64, PEM and JSON have no percent signs. In a form's text, + is a space. */
function decodePercent(text: string): string {
  if (!/%(?:25)?(?:0[AaDd]|2[02BbFfDd]|3[CcDd]|7[Bb])/.test(text)) return text;
  const spaced = /BEGIN(?:\+[A-Z0-9]{1,20}){0,3}\+KEY/.test(text) ? text.replace(/\+/g, " ") : text;
  return percentDecoded(/%25[0-7]/.test(spaced) ? percentDecoded(spaced) : spaced);
}

/** Of what isn't UTF-8, ASCII alone. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-7][0-9A-Fa-f])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
}
