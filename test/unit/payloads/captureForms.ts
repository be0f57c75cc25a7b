// The forms in which envelopes reach a file: what saves, logs, wraps and quotes them. Nothing of ours makes them.
import { inspect } from "node:util";

/** Named parts in some order; their values are encoded already. */
export type NamedParts = Readonly<Record<string, string>>;

type Form = (parts: NamedParts) => string;

const pretty = (value: unknown, indent: number | string = 4): string => JSON.stringify(value, null, indent);
const lines = (text: string, width: number): string[] => text.match(new RegExp(`.{1,${width}}`, "g")) ?? [];
const wrapped = (text: string, width: number, lineBreak = "\n"): string => lines(text, width).join(lineBreak);
const mapped = (parts: NamedParts, change: (value: string, name: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, change(value, name)]));
const each = (parts: NamedParts, write: (name: string, value: string) => string, between = "\n"): string =>
  Object.entries(parts)
    .map(([name, value]) => write(name, value))
    .join(between);
/** Hard-wrapped as terminals and mails do it, whatever stands there. */
const folded = (text: string, width: number): string =>
  text
    .split("\n")
    .map((line) => wrapped(line, width))
    .join("\n");
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
/** As Python's repr of a string. */
const repr = (text: string): string => `'${escaped(text).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** Pretty-printed JSON in JSON strings, as clients save it and loggers write it. */
export const JSON_FORMS: Readonly<Record<string, Form>> = {
  "pretty JSON": (parts) => pretty(parts),
  "pretty JSON in a JSON string": (parts) => pretty({ name: "a response", code: 200, body: pretty(parts) }),
  "the same, saved by Postman": (parts) =>
    pretty(
      {
        info: { name: "Collection" },
        item: [{ name: "r", response: [{ status: "OK", code: 200, header: [], body: pretty(parts, 2) }] }],
      },
      "\t",
    ),
  "in two strings": (parts) => JSON.stringify({ event: pretty({ body: pretty(parts) }) }),
  "in four strings": (parts) => pretty({ a: pretty({ b: pretty({ c: pretty({ d: pretty(parts, 1) }) }) }) }),
  "with CRLF in the string": (parts) => JSON.stringify({ body: pretty(parts).replaceAll("\n", "\r\n") }),
  "with tabs in the string": (parts) => JSON.stringify({ body: pretty(parts, "\t") }),
  "with a blank line and a byte order mark in the string": (parts) =>
    JSON.stringify({ body: `\ufeff\n\n${pretty(parts)}\n` }),
  "with escapes for everything": (parts) =>
    JSON.stringify({ body: pretty(parts) }).replace(
      /[+/=]|\\"|\\n/g,
      (found) => `\\u${(found === "\\n" ? 10 : found.charCodeAt(found.length - 1)).toString(16).padStart(4, "0")}`,
    ),
  "with PHP's slashes": (parts) =>
    JSON.stringify({ body: pretty(parts).replaceAll("/", "\\/") }).replaceAll("/", "\\/"),
  "far in": (parts) => JSON.stringify({ body: pretty({ a: { b: [{ c: [[{ d: parts }]] }] } }, 10) }),
  "an array in the string": (parts) => JSON.stringify({ body: pretty([parts], 8) }),
  "behind other text in the string": (parts) =>
    JSON.stringify({ message: `Response body:\n${pretty(parts)}\nin 12 ms` }),
  "behind much other text in the string": (parts) =>
    JSON.stringify({ message: `${"some words, and more of them\n".repeat(200)}${pretty(parts)}` }),
  "an HTTP message in the string": (parts) =>
    JSON.stringify({ raw: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${pretty(parts)}` }),
  "a header block in the string": (parts) => JSON.stringify({ headers: each(parts, (n, v) => `X-${n}: ${v}`, "\r\n") }),
  "YAML in the string": (parts) => JSON.stringify({ document: each(parts, (name, value) => `${name}: ${value}`) }),
  "YAML block scalars in the string": (parts) =>
    JSON.stringify({ document: each(parts, (name, value) => `${name}: |\n  ${wrapped(value, 64, "\n  ")}`) }),
  "XML in the string": (parts) =>
    JSON.stringify({ xml: `<envelope>\n${each(parts, (n, v) => `<${n}>${v}</${n}>`)}\n</envelope>` }),
  "a form in the string": (parts) =>
    JSON.stringify({ body: each(parts, (n, v) => `${n}=${encodeURIComponent(v)}`, "&") }),
  "lines wrapped in the strings in the string": (parts) =>
    JSON.stringify({ body: pretty(mapped(parts, (value) => wrapped(value, 64, "\r\n"))) }),
  "cut short behind it": (parts) => JSON.stringify({ body: `${pretty(parts)}\n`, more: "x" }).slice(0, -8),
  "escaped JSON in a log line": (parts) => `2026-02-03 INFO body={${escaped(pretty(parts)).slice(1, -1)}} took 12 ms`,
  logfmt: (parts) => `level=info msg="got ${escaped(pretty(parts, 2))}" took=12ms`,
  "escaped JSON with PHP's slashes in a log line": (parts) =>
    `[2026-02-03] local.INFO: ${escaped(pretty(parts).replaceAll("/", "\\/"))} []`,
  "JSON lines of a container's log": (parts) =>
    pretty({ x: parts })
      .split("\n")
      .map((line) => JSON.stringify({ log: `${line}\n`, stream: "stdout" }))
      .join("\n"),
  "a prefix in each line": (parts) =>
    pretty(parts)
      .split("\n")
      .map((line) => `app-1  | ${line}`)
      .join("\n"),
  "a JavaScript object": (parts) => `res ${inspect({ status: 200, data: parts }, { breakLength: 80 })}`,
  "a string in a JavaScript object": (parts) => inspect({ status: 200, body: pretty(parts) }),
  "a JavaScript literal": (parts) => `const body = '${escaped(pretty(parts)).replaceAll('\\"', '"')}';`,
  JSON5: (parts) => `// captured\n{\n  ${each(parts, (name, value) => `${name}: '${value}',`, "\n  ")}\n}`,
  "a Python dictionary": (parts) => `{'ok': True, 'body': {${each(parts, (n, v) => `'${n}': '${v}'`, ", ")}}}`,
  "a string in a Python dictionary": (parts) => `{'ok': True, 'none': None, 'body': ${repr(pretty(parts))}}`,
  "a string in a string in Python": (parts) => `{'event': ${repr(JSON.stringify({ body: pretty(parts) }))}}`,
  "Python's bytes": (parts) => `b${repr(pretty(parts))}`,
  "a HAR file": (parts) =>
    pretty({ log: { entries: [{ response: { content: { mimeType: "application/json", text: pretty(parts) } } }] } }),
  "curl -v": (parts) =>
    `> GET /x HTTP/1.1\n>\n< HTTP/1.1 200 OK\n< content-type: x\n<\n{ [5 bytes data]\n${pretty(parts)}`,
  "URL-encoded JSON in a form": (parts) => `id=1&payload=${encodeURIComponent(pretty(parts))}&x=y`,
  "base64 of pretty JSON": (parts) => JSON.stringify({ data: Buffer.from(pretty(parts)).toString("base64") }),
  "base64 of indented JSON in lines": (parts) => wrapped(Buffer.from(`\r\n  ${pretty(parts)}`).toString("base64"), 76),
  "JSON folded at 76": (parts) => folded(pretty(parts), 76),
  "JSON in one line folded at 64": (parts) => folded(JSON.stringify(parts), 64),
};

/** Values over several lines. */
export const LINE_FORMS: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(
    ["|", "|-", ">", ">-", "|2", "|+ # wrapped"].flatMap((style) =>
      [64, 76, 48].map((width): [string, Form] => [
        `YAML with ${style} at ${width}`,
        (parts) => each(parts, (name, value) => `${name}: ${style}\n  ${wrapped(value, width, "\n  ")}`),
      ]),
    ),
  ),
  "YAML with | further in": (parts) =>
    `response:\n  body:\n    ${each(parts, (n, v) => `${n}: |\n      ${wrapped(v, 64, "\n      ")}`, "\n    ")}`,
  "YAML with | and CRLF": (parts) => each(parts, (n, v) => `${n}: |\r\n  ${wrapped(v, 64, "\r\n  ")}`, "\r\n"),
  "YAML with | and JSON": (parts) => `body: |\n  ${pretty(parts, 2).replaceAll("\n", "\n  ")}`,
  "a YAML list with |": (parts) =>
    `parts:\n${each(parts, (n, v) => `  - ${n}: |\n      ${wrapped(v, 64, "\n      ")}`)}`,
  "plain YAML over lines": (parts) => each(parts, (n, v) => `${n}: ${wrapped(v, 70, "\n    ")}`),
  "plain YAML below its name": (parts) => each(parts, (n, v) => `${n}:\n  ${wrapped(v, 70, "\n  ")}`),
  "quoted YAML over lines": (parts) => each(parts, (n, v) => `${n}: "${wrapped(v, 64, "\\\n  ")}"`),
  "quoted YAML with \\n": (parts) => each(parts, (n, v) => `${n}: "${wrapped(v, 64, "\\n")}"`),
  "single quotes over lines": (parts) => each(parts, (n, v) => `${n}: '${wrapped(v, 64, "\n  ")}'`),
  "folded headers": (parts) =>
    `HTTP/1.1 200 OK\r\n${each(parts, (n, v) => `X-${n}: ${wrapped(v, 60, "\r\n ")}`, "\r\n")}\r\n\r\n`,
  "headers folded at a column": (parts) => each(parts, (n, v) => folded(`X-${n}: ${v}`, 75).replaceAll("\n", "\n\t")),
  "hard-wrapped pairs": (parts) => each(parts, (n, v) => folded(`${n}: ${v}`, 64), "\n\n"),
  "hard-wrapped pairs at 76": (parts) => each(parts, (n, v) => folded(`${n}=${v}`, 76)),
  "XML over lines": (parts) =>
    `<e>\n${each(parts, (n, v) => `  <${n}>\n    ${wrapped(v, 64, "\n    ")}\n  </${n}>`)}\n</e>`,
  "XML with CDATA over lines": (parts) =>
    `<e>\n${each(parts, (n, v) => `  <${n}><![CDATA[\n${wrapped(v, 76)}\n]]></${n}>`)}\n</e>`,
  "XML with CDATA": (parts) => `<e>${each(parts, (n, v) => `<${n}><![CDATA[${v}]]></${n}>`, "")}</e>`,
  "XML with attributes": (parts) =>
    `<x:e xmlns:x="urn:x">${each(parts, (n, v) => `<x:${n} encoding="base64">${v}</x:${n}>`, "\n")}</x:e>`,
  "XML with Java's line ends": (parts) => each(parts, (n, v) => `<${n}>${wrapped(v, 76, "&#13;\n")}</${n}>`),
  "XML Encryption": (parts) =>
    `<x:EncryptedData>${each(
      parts,
      (_, v) => `<x:CipherData><x:CipherValue>\n${wrapped(v, 64)}\n</x:CipherValue></x:CipherData>`,
    )}</x:EncryptedData>`,
  "strings put together in JavaScript": (parts) =>
    `{\n  ${each(parts, (n, v) => `${n}: '${wrapped(v, 64, "' +\n    '")}'`, ",\n  ")}\n}`,
  "strings put together in Python": (parts) =>
    `{${each(parts, (n, v) => `'${n}': ('${wrapped(v, 64, "'\n   '")}')`, ",\n ")}}`,
  "strings put together in Java": (parts) =>
    each(parts, (n, v) => `String ${n} = "${wrapped(v, 64, '\\n"\n    + "')}";`),
  "a properties file": (parts) => each(parts, (n, v) => `${n}=${wrapped(v, 70, "\\\n    ")}`),
  "raw line breaks in JSON strings": (parts) => `{${each(parts, (n, v) => `"${n}":"${wrapped(v, 64)}"`, ",")}}`,
  "line breaks escaped twice": (parts) => JSON.stringify(mapped(parts, (value) => wrapped(value, 64, "\\\\n"))),
  "each below its name": (parts) => each(parts, (n, v) => `${n}:\n${wrapped(v, 64)}`, "\n\n"),
  "each between marks": (parts) =>
    each(parts, (n, v) => `-----BEGIN ${n.toUpperCase()}-----\n${wrapped(v, 64)}\n-----END ${n.toUpperCase()}-----`),
};

/** All parts in one text. */
export const JOINED_FORMS: Readonly<Record<string, Form>> = Object.fromEntries([
  ...["|", ":", ".", ",", ";", "$", "~", "::", "||", " | ", " ", "\n", "\r\n"].flatMap((between): [string, Form][] => {
    const name = JSON.stringify(between);
    return [
      [`joined by ${name}`, (parts) => JSON.stringify({ payload: Object.values(parts).join(between) })],
      [`joined by ${name} in loose text`, (parts) => `payload = ${Object.values(parts).join(between)}`],
    ];
  }),
  ["one a line", (parts: NamedParts) => Object.values(parts).join("\n")],
  ["one a line in a block scalar", (parts: NamedParts) => `body: |\n  ${Object.values(parts).join("\n  ")}\nnext: 1`],
]);

const grouped = (text: string, length: number, between: string): string => wrapped(text, length, between);
/** As `xxd` writes it. */
const xxd = (hex: string): string =>
  dump(
    hex,
    (at, bytes) => `${at.toString(16).padStart(8, "0")}: ${grouped(bytes, 4, " ").padEnd(39)}  ${ascii(bytes)}`,
  );
const hexdump = (hex: string): string =>
  `${dump(
    hex,
    (at, bytes) =>
      `${at.toString(16).padStart(8, "0")}  ${[bytes.slice(0, 16), bytes.slice(16)]
        .map((half) => grouped(half, 2, " "))
        .join("  ")
        .padEnd(48)}  |${ascii(bytes)}|`,
  )}\n${(hex.length / 2).toString(16).padStart(8, "0")}`;
const openssl = (hex: string): string =>
  dump(
    hex,
    (at, bytes) =>
      `    ${at.toString(16).padStart(4, "0")} - ${[bytes.slice(0, 16), bytes.slice(16)]
        .filter((half) => half !== "")
        .map((half) => grouped(half, 2, " "))
        .join("-")
        .padEnd(47)}   ${ascii(bytes)}`,
  );
const od = (hex: string): string => {
  const octal = (at: number): string => at.toString(8).padStart(7, "0");
  return `${dump(hex, (at, bytes) => `${octal(at)} ${grouped(bytes, 2, " ")}`)}\n${octal(hex.length / 2)}`;
};

function dump(hex: string, line: (at: number, bytes: string) => string): string {
  return lines(hex, 32)
    .map((bytes, index) => line(index * 16, bytes))
    .join("\n");
}

function ascii(hex: string): string {
  return Buffer.from(hex, "hex")
    .toString("latin1")
    .replace(/[^ -~]/g, ".");
}

/** Ways to write hex; the parts come as hex of either case. */
export const HEX_STYLES: Readonly<Record<string, (hex: string) => string>> = {
  plain: (hex) => hex,
  "with 0x": (hex) => `0x${hex}`,
  "with colons": (hex) => grouped(hex, 2, ":"),
  "with hyphens": (hex) => grouped(hex, 2, "-"),
  "with spaces": (hex) => grouped(hex, 2, " "),
  "with commas": (hex) => grouped(hex, 2, ", "),
  "in fours": (hex) => grouped(hex, 4, " "),
  "in eights": (hex) => grouped(hex, 8, " "),
  "with 0x each": (hex) =>
    lines(hex, 2)
      .map((byte) => `0x${byte}`)
      .join(", "),
  "with \\x each": (hex) =>
    lines(hex, 2)
      .map((byte) => `\\x${byte}`)
      .join(""),
  "in lines": (hex) => grouped(hex, 60, "\n"),
  "with colons in lines": (hex) => grouped(grouped(hex, 2, ":"), 45, "\n"),
  "with spaces in lines": (hex) =>
    lines(hex, 32)
      .map((line) => grouped(line, 2, " "))
      .join("\n"),
};
export const HEX_DUMPS: Readonly<Record<string, (hex: string) => string>> = { xxd, hexdump, openssl, od };

const indented = (text: string, by: string): string => text.replaceAll("\n", `\n${by}`);

/** Where hex stands. */
export const HEX_FORMS: Readonly<Record<string, Form>> = {
  "in JSON": (parts) => JSON.stringify(parts),
  "in pretty JSON in a string": (parts) => JSON.stringify({ body: pretty(parts) }),
  "in YAML": (parts) => each(parts, (n, v) => (v.includes("\n") ? `${n}: |\n  ${indented(v, "  ")}` : `${n}: ${v}`)),
  "below names": (parts) => each(parts, (n, v) => `${n}:\n    ${indented(v, "    ")}`),
  "in headers": (parts) => each(parts, (n, v) => `X-${n}: ${indented(v, "  ")}`),
  "in XML": (parts) => `<e>\n${each(parts, (n, v) => `  <${n}>${indented(v, "    ")}</${n}>`)}\n</e>`,
  "in a log": (parts) => each(parts, (n, v) => `12:00:01 DEBUG ${n} = ${v}`),
};

/** Where a JWE stands that is wrapped: the parts are its five. */
export const JWE_FORMS: Readonly<Record<string, (jwe: string) => string>> = {
  "in lines": (jwe) => wrapped(jwe, 64),
  "in lines of 76 with CRLF": (jwe) => wrapped(jwe, 76, "\r\n"),
  "in lines of 40": (jwe) => JSON.stringify({ payload: wrapped(jwe, 40) }),
  "in a JSON string": (jwe) => JSON.stringify({ payload: wrapped(jwe, 64) }),
  "in a JSON string with CRLF": (jwe) => JSON.stringify({ payload: `${wrapped(jwe, 64, "\r\n")}\r\n` }),
  "in a JSON string in a string": (jwe) => JSON.stringify({ body: pretty({ payload: wrapped(jwe, 64) }) }),
  "escaped twice": (jwe) => JSON.stringify({ payload: wrapped(jwe, 64, "\\n") }),
  "raw in a JSON string": (jwe) => `{"payload": "${wrapped(jwe, 64)}"}`,
  "in a block scalar": (jwe) => `payload: |\n  ${wrapped(jwe, 64, "\n  ")}\nnext: 1`,
  "folded in a block scalar": (jwe) => `a:\n  payload: >-\n    ${wrapped(jwe, 64, "\n    ")}`,
  "in plain YAML": (jwe) => `payload: ${wrapped(jwe, 64, "\n  ")}`,
  "in a folded header": (jwe) => `HTTP/1.1 200 OK\r\nX-Payload: ${wrapped(jwe, 60, "\r\n ")}\r\n\r\n`,
  "hard-wrapped behind a name": (jwe) => folded(`payload: ${jwe}`, 64),
  "a part a line": (jwe) => jwe.replaceAll(".", ".\n"),
  "dots first": (jwe) => jwe.replaceAll(".", "\n."),
  "a part a line, and wrapped": (jwe) =>
    jwe
      .split(".")
      .map((part) => wrapped(part, 64))
      .join("\n.\n"),
  "with spaces": (jwe) => JSON.stringify({ payload: jwe.replaceAll(".", " . ") }),
  "in XML": (jwe) => `<payload>\n  ${wrapped(jwe, 64, "\n  ")}\n</payload>`,
  "in CDATA": (jwe) => `<payload><![CDATA[${wrapped(jwe, 76)}]]></payload>`,
  "in a log line": (jwe) => `12:00 INFO payload=${wrapped(jwe, 64, "\\n")} done`,
  "put together": (jwe) => `const payload = "${wrapped(jwe, 64, '" +\n  "')}";`,
};
