import { dotnetNumber } from "./independentKeys";

export type Wrap = (text: string) => string;

const lines = (text: string) => text.trimEnd().split("\n");
export const base64 = (text: string, encoding: BufferEncoding = "utf8") =>
  Buffer.from(text, encoding).toString("base64");
const wrapped = (text: string, width: number) => text.replace(new RegExp(`.{${width}}`, "g"), "$&\n");
const swapBytes = (text: string) => Buffer.from(text, "utf16le").swap16();
const entities = (text: string, pattern: RegExp) =>
  text.replace(pattern, (character) => `&#${character.charCodeAt(0)};`);
export const escaped = (text: string, slashes: number) => text.replace(/\n/g, `${"\\".repeat(slashes)}n`);
const glued = (text: string, before: string, after: string, glue: string) =>
  lines(text)
    .map((line) => `${before}${line}${after}`)
    .join(glue);

/** What people paste when they mean a PEM text; each is made here by hand, or as the named tool makes it. */
export const PEM_FORMS: Readonly<Record<string, Wrap>> = {
  "\\n escapes": (pem) => escaped(pem, 1),
  "\\\\n, escaped twice": (pem) => escaped(pem, 2),
  "\\\\\\\\n, escaped three times": (pem) => escaped(pem, 4),
  "\\\\r\\\\n escaped twice": (pem) => pem.replace(/\n/g, "\\\\r\\\\n"),
  "a JSON string in a JSON string in a JSON string": (pem) => JSON.stringify(JSON.stringify(JSON.stringify(pem))),
  "slashes escaped as PHP does": (pem) => JSON.stringify(pem).replace(/\//g, "\\/"),
  "PHP's escapes without the quotes": (pem) => escaped(pem.replace(/\//g, "\\/"), 1),
  "+, / and = escaped as \\u002b": (pem) =>
    JSON.stringify(pem).replace(/[+/=]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
  "\\x0a and \\012": (pem) => pem.replace("\n", "\\x0a").replace(/\n/g, "\\012"),
  "a backslash at each line's end": (pem) => pem.trimEnd().replace(/\n/g, "\\\n"),
  "\\n and a backslash at each line's end": (pem) => pem.trimEnd().replace(/\n/g, "\\n\\\n"),
  "\\n\\ and indentation, as in a .properties file": (pem) =>
    `private.key=${pem.trimEnd().replace(/=/g, "\\=").replace(/\n/g, "\\n\\\n    ")}`,
  "a caret at each line's end": (pem) => pem.trimEnd().replace(/\n/g, "^\n"),
  "a comma at each line's end": (pem) => pem.trimEnd().replace(/\n/g, ",\n"),
  "PowerShell's `n": (pem) => `"${pem.replace(/\n/g, "`n")}"`,
  "tabs before each line": (pem) => pem.replace(/^/gm, "\t\t"),
  "curly quotes": (pem) => `\u201C${pem}\u201D`,
  "curly single quotes and \\n": (pem) => `\u2018${escaped(pem, 1)}\u2019`,
  "angle quotes": (pem) => `\u00AB${pem}\u00BB`,
  "triple quotes": (pem) => `"""\n${pem}"""`,
  backticks: (pem) => `\`${pem}\``,
  "a fenced block": (pem) => `\`\`\`pem\n${pem}\`\`\`\n`,
  "a quoted mail": (pem) => pem.trimEnd().replace(/^/gm, "> "),
  "a comment with #": (pem) => pem.trimEnd().replace(/^/gm, "# "),
  "a comment with //": (pem) => pem.trimEnd().replace(/^/gm, "//"),
  "a comment with *": (pem) => `/**\n${pem.trimEnd().replace(/^/gm, " * ")}\n */`,
  "an added part of a diff": (pem) => pem.trimEnd().replace(/^/gm, "+"),
  "line numbers": (pem) =>
    lines(pem)
      .map((line, index) => `${String(index + 8).padStart(5)}\t${line}`)
      .join("\n"),
  "grep's line numbers": (pem) =>
    lines(pem)
      .map((line, index) => `${index + 1}:${line}`)
      .join("\n"),
  "n where a shell ate the backslash": (pem) => pem.trimEnd().replace(/\n/g, "n"),
  "no-break spaces": (pem) => pem.replace(/ /g, "\u00A0").replace(/^/gm, "\u00A0\u00A0"),
  "zero-width characters": (pem) => pem.replace(/^/gm, "\u200B").replace(/-----BEGIN/, "--\u200D---BE\u00ADGIN"),
  "en dashes": (pem) => pem.replace(/-----/g, "\u2013".repeat(5)),
  "em dashes for pairs of hyphens": (pem) => pem.replace(/-----/g, "\u2014\u2014-"),
  "one hyphen for five": (pem) => pem.replace(/-----/g, "\u2014"),
  "lost hyphens": (pem) => pem.replace(/-----/g, ""),
  "spaces within the hyphens": (pem) => pem.replace(/-----BEGIN (.*)-----/, "----- BEGIN $1 -----"),
  "small letters in BEGIN and END": (pem) => pem.replace(/-----.*-----/g, (line) => line.toLowerCase()),
  "underscores in BEGIN and END": (pem) => pem.replace(/-----.*-----/g, (line) => line.replace(/ /g, "_")),
  "fullwidth characters": (pem) => pem.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  "line separators": (pem) => pem.replace(/\n/g, "\u2028"),
  "HTML's line breaks": (pem) => `<p>${pem.trimEnd().replace(/\n/g, "<br/>")}</p>`,
  "HTML's paragraphs": (pem) =>
    lines(pem)
      .map((line) => `<p class="x">${line}</p>`)
      .join("\n"),
  "HTML's entities": (pem) => entities(pem, /[+/=\n-]/g),
  "HTML's entities, escaped twice": (pem) => entities(pem, /[+/=\n]/g).replace(/&/g, "&amp;"),
  "HTML's named entities": (pem) =>
    `&quot;${pem.replace(/ /g, "&nbsp;").replace(/\+/g, "&plus;").replace(/\n/g, "&NewLine;")}&quot;`,
  "percent signs": (pem) => encodeURIComponent(pem),
  "percent signs, escaped twice": (pem) => encodeURIComponent(encodeURIComponent(pem)),
  "a form's text": (pem) => new URLSearchParams({ key: pem }).toString(),
  "quoted-printable": (pem) => pem.replace(/=/g, "=3D"),
  "a byte order mark read as Latin-1": (pem) => Buffer.from(`\uFEFF${pem}`).toString("latin1"),
  "UTF-16 read as Latin-1": (pem) => Buffer.from(`\uFEFF${pem}`, "utf16le").toString("latin1"),
  "UTF-16, high byte first, read as Latin-1": (pem) => swapBytes(`\uFEFF${pem}`).toString("latin1"),
  "headers before its body": (pem) => pem.replace("\n", "\nComment: made for tests\nX-Number: 7\n\n"),
  base64url: (pem) => pem.replace(/\+/g, "-").replace(/\//g, "_"),
  "base64 of the file": (pem) => base64(pem),
  "base64 of the file, in lines": (pem) => wrapped(base64(pem), 76),
  "base64 of the file, in lines with \\n": (pem) => escaped(wrapped(base64(pem), 64), 1),
  "base64url of the file": (pem) => Buffer.from(pem).toString("base64url"),
  "base64 of base64 of the file": (pem) => base64(base64(pem)),
  "base64 of the file in UTF-16": (pem) => base64(pem, "utf16le"),
  "base64 of the file in UTF-16 with its mark": (pem) => swapBytes(`\uFEFF${pem}`).toString("base64"),
  "base64 of the file, quoted": (pem) => `'${base64(pem)}';`,
  "base64 of the file, in a quoted mail": (pem) => wrapped(base64(pem), 64).trimEnd().replace(/^/gm, "> "),
  "a comment in a quoted mail": (pem) => pem.trimEnd().replace(/^/gm, "> # "),
  "a comment with #, escaped": (pem) => escaped(pem.trimEnd().replace(/^/gm, "# "), 1),
  "zero-width characters behind percent signs": (pem) => encodeURIComponent(pem.replace(/^/gm, "\u200B")),
  "base64 of the escaped text": (pem) => base64(escaped(pem, 1)),
  "base64 of DER behind a name": (pem) => `KEY=${lines(pem).slice(1, -1).join("")}`,
  "base64 of DER in literals": (pem) =>
    `String key = ${glued(lines(pem).slice(1, -1).join("\n"), '"', '"', " +\n    ")};`,
  "base64 of DER, YAML": (pem) =>
    `key: |\n${lines(pem)
      .slice(1, -1)
      .map((line) => `  ${line}`)
      .join("\n")}\nother: value\n`,
  "hex of DER": (pem) => Buffer.from(lines(pem).slice(1, -1).join(""), "base64").toString("hex"),
  "hex of DER, with colons": (pem) =>
    Buffer.from(lines(pem).slice(1, -1).join(""), "base64")
      .toString("hex")
      .toUpperCase()
      .replace(/..(?=.)/g, "$&:"),
  "a .env line": (pem) => `PRIVATE_KEY="${escaped(pem, 1)}"`,
  "a .env file": (pem) => `# keys\nA=1\nexport SIGNING_KEY='${pem}'\nTOKEN_URL=https://example.org/a?b=c\n`,
  "a .env line of base64": (pem) =>
    `A=1\nPRIVATE_KEY_B64=${base64(pem)}\nB=${base64("something else that is long enough")}\n`,
  "docker-compose": (pem) =>
    `services:\n  app:\n    environment:\n      - PRIVATE_KEY=${escaped(pem, 1)}\n      - PORT=80\n`,
  "docker-compose with base64": (pem) => `    environment:\n      PRIVATE_KEY: "${base64(pem)}"\n      PORT: 80\n`,
  "a Dockerfile": (pem) => `ENV PRIVATE_KEY="${pem.trimEnd().replace(/\n/g, "\\n\\\n")}"`,
  "a Makefile": (pem) => `define KEY\n${pem.trimEnd().replace(/\n/g, "\\n\\\n")}\nendef`,
  "a YAML block": (pem) => `key: |\n${pem.replace(/^(?=.)/gm, "  ")}other: 1\n`,
  "a Kubernetes secret": (pem) =>
    `apiVersion: v1\ndata:\n  name: ${base64("an application")}\n  tls.key: ${base64(pem)}\nkind: Secret\n`,
  "a Kubernetes secret in lines": (pem) =>
    `data:\n  tls.key: >-\n${wrapped(base64(pem), 64).replace(/^/gm, "    ")}\nkind: Secret\n`,
  "a heredoc": (pem) => `cat > key.pem <<'EOF'\n${pem}EOF\n`,
  "a service account": (pem) =>
    JSON.stringify(
      { type: "service_account", private_key_id: "30".repeat(20), private_key: pem, client_email: "a@b.example" },
      null,
      2,
    ),
  "a line of a service account": (pem) => `  "private_key": ${JSON.stringify(pem)},`,
  "base64 of a service account": (pem) => base64(JSON.stringify({ type: "service_account", private_key: pem })),
  "JSON in which it is base64": (pem) => JSON.stringify({ jwt: { keys: [{ pem: base64(pem) }] } }),
  "JSON that lists its lines": (pem) => JSON.stringify({ key: lines(pem) }),
  "JSON with a broken line in a string": (pem) => `{\n  "key": "${pem}"\n}`,
  "a Java concatenation": (pem) => `String key =\n${glued(pem, '    "', '\\n"', " +\n")};`,
  "a Java concatenation, pasted without its ends": (pem) => glued(pem, "", "", '\\n" +\n    "'),
  "Java's operator first": (pem) => glued(pem, '"', '\\n"', "\n    + "),
  "Java's StringBuilder": (pem) => `var b = new StringBuilder();\n${glued(pem, 'b.append("', '\\n");', "\n")}`,
  "a chain of append": (pem) =>
    `new StringBuilder()${glued(pem, '.append("', '").append(System.lineSeparator())', "\n")}`,
  "a Java text block": (pem) => `String key = """\n${pem.replace(/^(?=.)/gm, "        ")}        """;`,
  "a C# concatenation": (pem) => `const string Key = ${glued(pem, '@"', '"', " + Environment.NewLine +\n")};`,
  "a VB concatenation": (pem) => `Dim key = ${glued(pem, '"', '"', " & vbCrLf & _\n")}`,
  "Python's implicit concatenation": (pem) => `KEY = (\n${glued(pem, '    "', '\\n"', "\n")}\n)`,
  "Python's bytes": (pem) => `KEY = (\n${glued(pem, "    b'", "\\n'", "\n")}\n)`,
  "a JavaScript list": (pem) => `const key = [\n${glued(pem, "  '", "',", "\n")}\n].join('\\n');`,
  "JavaScript's +=": (pem) => `let key = "";\n${glued(pem, 'key += "', '\\n";', "\n")}`,
  "a PHP concatenation": (pem) => `$key = ${glued(pem, '"', '\\n"', "\n    . ")};`,
  "a concatenation in a JSON string": (pem) => JSON.stringify(`String key = ${glued(pem, '"', '\\n"', " +\n")};`),
  "a BEGIN line in two literals": (pem) =>
    `key = ${glued(pem, '"', '\\n"', " + ").replace("BEGIN ", 'BEGIN " + "').replace("END ", 'END " + "')}`,
  "quotes around BEGIN and END alone": (pem) => pem.replace(/-----.*-----/g, '"$&"'),
};

/** The same for a JWK. */
export const JWK_FORMS: Readonly<Record<string, (jwk: Readonly<Record<string, unknown>>) => string>> = {
  "padded members": (jwk) =>
    JSON.stringify(jwk, (_, value: unknown) => (typeof value === "string" && value.length > 3 ? padded(value) : value)),
  "members in standard base64": (jwk) => JSON.stringify(standardMembers(jwk)),
  "members in several lines": (jwk) => JSON.stringify({ ...jwk, n: wrapped(String(jwk["n"]), 64) }),
  "zero-width characters in its members": (jwk) =>
    JSON.stringify({ ...jwk, n: String(jwk["n"]).replace(/.{50}/, "$&\u200B") }),
  "base64 of it": (jwk) => base64(JSON.stringify(jwk)),
  "base64 of it, pretty and in lines": (jwk) => wrapped(base64(JSON.stringify(jwk, null, 2)), 64),
  "base64url of it": (jwk) => Buffer.from(JSON.stringify(jwk)).toString("base64url"),
  "a JWK Set of one with padded members": (jwk) => JSON.stringify({ keys: [{ ...jwk, n: padded(String(jwk["n"])) }] }),
  "a list of one": (jwk) => JSON.stringify([jwk]),
  "a string in JSON": (jwk) => JSON.stringify({ name: "x", jwk: JSON.stringify(jwk) }),
  "an object in JSON": (jwk) => JSON.stringify({ data: { publicKey: jwk, kind: "key" } }),
  "a .env line": (jwk) => `JWK='${JSON.stringify(jwk)}'`,
  "a .env line with escapes": (jwk) => `JWK=${JSON.stringify(JSON.stringify(jwk))}`,
  "escaped quotes without the outer ones": (jwk) => JSON.stringify(JSON.stringify(jwk, null, 2)).slice(1, -1),
  "JavaScript, as console.log prints it": (jwk) =>
    `{\n${Object.entries(jwk)
      .map(([name, value]) => `  ${name}: '${String(value)}'`)
      .join(",\n")}\n}`,
  "a Python dict": (jwk) => JSON.stringify(jwk).replace(/"/g, "'"),
  "a comma too many": (jwk) => JSON.stringify(jwk, null, 2).replace(/\n\}$/, ",\n}"),
  "curly quotes": (jwk) => JSON.stringify(jwk).replace(/"([^"]*)"/g, "\u201C$1\u201D"),
  "no-break spaces": (jwk) => JSON.stringify(jwk, null, 2).replace(/ /g, "\u00A0"),
  "HTML's entities": (jwk) => JSON.stringify(jwk).replace(/"/g, "&quot;"),
  "percent signs": (jwk) => encodeURIComponent(JSON.stringify(jwk)),
  "a semicolon behind it": (jwk) => `${JSON.stringify(jwk)};`,
  "an assignment in JavaScript": (jwk) => `const key = ${JSON.stringify(jwk, null, 2)};`,
  "UTF-16 read as Latin-1": (jwk) => Buffer.from(`\uFEFF${JSON.stringify(jwk)}`, "utf16le").toString("latin1"),
};

/** The same for .NET's XML. */
export const XML_FORMS: Readonly<Record<string, Wrap>> = {
  "one line": (xml) => xml,
  "a line for each element": (xml) => `<?xml version="1.0"?>\r\n${xml.replace(/></g, ">\r\n  <")}`,
  "broken lines in the numbers": (xml) => xml.replace(/[A-Za-z0-9+/=]{64}/g, "$&\n"),
  "a prefix": (xml) =>
    xml.replace(/<(\/?)/g, "<$1ds:").replace("KeyValue>", 'KeyValue xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'),
  "a JSON string": (xml) => JSON.stringify({ key: xml }).replace(/\//g, "\\/"),
  "a C# literal": (xml) => `var key = @"${xml}";`,
  "a C# concatenation": (xml) => `var key = "${xml.replace(/></g, '>" +\n  "<')}";`,
  "escaped for HTML": (xml) => xml.replace(/</g, "&lt;").replace(/>/g, "&gt;"),
  "base64 of it": (xml) => base64(xml),
};

function padded(member: string): string {
  return member.padEnd(Math.ceil(member.length / 4) * 4, "=");
}

function standardMembers(jwk: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(jwk).map(
    ([name, value]) => [name, name === "kty" || name === "kid" ? value : dotnetNumber(value)] as const,
  );
  return Object.fromEntries(entries);
}
