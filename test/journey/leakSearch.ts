import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** Something that must not be found, and what it is called when it is. */
export interface Sought {
  readonly name: string;
  readonly text: string;
}

/** Where something was found. */
export interface Find {
  readonly name: string;
  /** A file's path below the folder, or what the text was called. */
  readonly where: string;
  readonly form: string;
}

/**
 * Looks through every file below `folder` for each of the texts: plain, as JSON writes them, in base64 and hex, and of
 * keys in PEM also single lines and the bytes themselves. `skip` takes paths relative to the folder.
 */
export function searchFolder(
  folder: string,
  sought: readonly Sought[],
  skip: (path: string) => boolean = () => false,
): Find[] {
  const needles = sought.flatMap(needlesOf);
  const finds: Find[] = [];
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      const below = relative(folder, path);
      if (skip(below)) continue;
      if (entry.isDirectory()) visit(path);
      // Sockets and links hold nothing of their own.
      else if (entry.isFile())
        finds.push(...findIn(below, Buffer.concat([Buffer.from(`${below}\n`), readFileSync(path)]), needles));
    }
  };
  visit(folder);
  return finds;
}

/** The same for a text that is no file. */
export function searchText(where: string, text: string, sought: readonly Sought[]): Find[] {
  return findIn(where, Buffer.from(text), sought.flatMap(needlesOf));
}

interface Needle {
  readonly name: string;
  readonly form: string;
  readonly bytes: Buffer;
}

/** One find for each name, in the first form that is there. */
function findIn(where: string, content: Buffer, needles: readonly Needle[]): Find[] {
  const found = needles.filter(({ bytes }) => content.includes(bytes)).map(({ name, form }) => ({ name, where, form }));
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
}

function needlesOf({ name, text }: Sought): Needle[] {
  if (text.trim().length < 8) throw new Error(`“${name}” is too short to be looked for`);
  const forms = new Map<string, Buffer>();
  const add = (form: string, bytes: Buffer): void => {
    forms.set(form, bytes);
    for (const [index, base64] of base64Forms(bytes).entries())
      forms.set(`${form}, base64 (${index})`, Buffer.from(base64));
    forms.set(`${form}, hex`, Buffer.from(bytes.toString("hex")));
  };
  add("plain", Buffer.from(text));
  const json = JSON.stringify(text).slice(1, -1);
  add("in JSON", Buffer.from(json));
  add("in JSON in JSON", Buffer.from(JSON.stringify(json).slice(1, -1)));
  forms.set("percent-encoded", Buffer.from(encodeURIComponent(text)));
  forms.set("UTF-16", Buffer.from(text, "utf16le"));
  const lines = pemLines(text);
  for (const [index, line] of lines.entries())
    if (line.length >= 40) forms.set(`line ${index + 1} of the key`, Buffer.from(line));
  if (lines.length > 0) {
    forms.set("the key without line breaks", Buffer.from(lines.join("")));
    add("the key's bytes", Buffer.from(lines.join(""), "base64"));
  }
  return [...forms].map(([form, bytes]) => ({ name, form, bytes }));
}

/** The base64 lines of a private key in PEM. */
function pemLines(text: string): string[] {
  const body = /-----BEGIN [^-]*PRIVATE KEY-----([^-]*)-----END/.exec(text)?.[1];
  return body ? body.split(/\s+/).filter(Boolean) : [];
}

/** What base64 makes of the text wherever it begins within other bytes, without the characters that depend on those, in both alphabets. */
function base64Forms(bytes: Buffer): string[] {
  const aligned = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(Math.ceil((before * 8) / 6), whole);
  });
  return aligned.flatMap((base64) => [base64, base64.replaceAll("+", "-").replaceAll("/", "_")]);
}
