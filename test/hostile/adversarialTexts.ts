/** A wrapped key and a ciphertext. */
export const ENVELOPE = `{"key":"${"QUJD".repeat(86)}","data":"${"REVG".repeat(40)}"}`;

/** As many values of one JSON text as are read, and what is below them. */
const [NODES, DEPTH] = [19_000, 190];

/** Texts of about a length that someone could have made to keep a scanner busy, by what they are made of. */
export const ADVERSARIAL_TEXTS: Readonly<Record<string, (length: number) => string>> = remembered({
  "opening braces": repeated("{"),
  "opening brackets": repeated("["),
  quotes: repeated('"'),
  "escaped quotes": repeated('\\"'),
  'runs of "d"': repeated('"d"'),
  'runs of "d":"': repeated('"d":"'),
  "runs of eyJ": repeated("eyJ"),
  "headers that are none, in one line": repeated("a=eyJhbGciOiJIUzI1Ni.b.c "),
  "tokens in one line": repeated("eyJhbGciOiJIUzI1NiJ9.e30.x "),
  "tokens in lines": repeated("eyJhbGciOiJIUzI1NiJ9.e30.x\n"),
  "encrypted tokens in one line": repeated('"eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d",'),
  "headers behind slashes": repeated("/eyJhbGciOiJIUzI1NiJ9"),
  "headers with padding behind slashes": repeated("/eyJhbGciOiJIUzI1NiJ9=.e30"),
  "tokens behind slashes": repeated("/eyJhbGciOiJIUzI1NiJ9.e30.x"),
  "tokens with padding behind slashes": repeated("/eyJhbGciOiJIUzI1NiJ9.e30=.x"),
  "headers in lines": repeated("eyJhbGciOiJIUzI1NiJ9\n"),
  "headers with dots in lines": repeated("eyJhbGciOiJIUzI1NiJ9.\n"),
  "a token in lines": repeated("eyJhcHBJZCI6MX0x\n", "eyJhbGciOiJIUzI1NiJ9.\n"),
  "a signature in lines": repeated("eyJhcHBJZCI6MX0x\n", "eyJhbGciOiJIUzI1NiJ9.e30.\n"),
  "headers behind escapes": repeated("\\neyJhbGciOiJIUzI1NiJ9"),
  "escapes in a token": repeated("\\u002b", "eyJhbGciOiJIUzI1NiJ9.e30."),
  "white space in base64": repeated("ICAg"),
  "white space in base64, in words": repeated("ICAgICAgICAg "),
  "beginnings of white space in base64": repeated("IC"),
  "padding behind tokens": repeated("=", "eyJhbGciOiJIUzI1NiJ9.e30.x"),
  dots: repeated("."),
  "combining marks": repeated("\u0301", "xyzzy "),
  "combining marks out of their order": repeated("\u0301\u0316", "xyzzy "),
  "combining marks in words": repeated("e\u0301\u0316 "),
  commands: repeated("curl -X "),
  "commands in lines": repeated("curl -sXPOST https://a/b -d 'x\n"),
  "slashes and names": repeated("/a"),
  separators: repeated("###\n"),
  "GET / blocks": repeated("### a\nGET /\n\n"),
  "requests with headers": repeated("###\nGET https://a/b\nauth: x\nhost: y\n\n"),
  "headers of one request": repeated("a: b\n", "GET https://a/b\n"),
  variables: repeated("@a=\n"),
  "variables times blocks": variablesTimesBlocks,
  "chained variables": chainedVariables,
  "ties to apps": repeated("###\n# jwt-app: a\nGET /\n"),
  "opening variables": repeated("{{"),
  "variables in one line": repeated("{{a}}"),
  'runs of {"a":': repeated('{"a":'),
  'runs of {"a":1,': repeated('{"a":1,'),
  'runs of {"': repeated('{"'),
  "a long list": repeated("1,", "["),
  "objects in a list": repeated('{"a":"QUJDRGVm0123+/abQUJDRG","b":{"c":{}}},', "["),
  "objects in lines": repeated('{"a":"QUJDRGVm0123+/abQUJDRG","b":[1,2,3]}\n'),
  "JSON in JSON": repeated('{\\"a\\":'),
  "JSON in base64": repeated("ewoiYSI6MX0KCgoKCgoKCgoK "),
  "envelopes in what surrounds them": envelopesInSurroundings,
  "envelopes beside what is none": repeated(
    `{"k":"${"QUJDRGVm0123+/ab".repeat(21)}QUJDRGVm","d":"QUJDRGVm0123+/abQUJDRG"},{"x":"QUJDRGVm0123+/abQUJDRG"},`,
    "[",
  ),
  "JWEs in JSON": repeated('{"protected":"ey","ciphertext":"a"},', "["),
  backslashes: repeated("\\"),
  "backslashes in a string": repeated("\\", '{"a":"'),
  spaces: repeated(" "),
  "spaces in a request line": repeated(" ", "GET https://a", "b\n"),
  "spaces in a definition": repeated(" ", "@a = b", "c\n###\nGET https://{{a}}/x\n"),
  "versions in a request line": repeated(" HTTP/1", "GET https://a"),
  "one long line": repeated("x"),
  "short lines": repeated("x\n"),
  CRLF: repeated("\r\n"),
  base64: repeated("QUJDRGVm0123+/ab"),
  "base64 in words": repeated("QUJDRGVm0123+/abQUJDRG "),
  "base64 in lines": repeated(`${"QUJDRGVm0123+/ab".repeat(4)}\n`),
  hex: repeated("0123456789abcdef"),
  "hex in words": repeated("0123456789abcdef0123456789abcdef "),
  "bytes with colons": repeated("30:"),
  "bytes with spaces in lines": repeated("30 82 01 22 30 82 01 22\n"),
  "lines of a dump": hexDump,
  "names of IVs": repeated("iv: x\n"),
  "blocks below names": repeated(`key: |\n  ${"QUJDRGVm0123+/ab".repeat(4)}\n  QUJD\n`),
  "elements over lines": repeated("<k>\nQUJDRGVm0123+/abQUJDRG\n</k>\n"),
  "parts of JWEs in lines": repeated("QUJDRGVm0123.\n", "eyJhbGciOiJSU0EtT0FFUCJ9.\n"),
  "strings put together": repeated("'QUJDRGVm0123+/ab' +\n", "{a: "),
  "objects with single quotes": repeated("{'a':'"),
  "escaped JSON in lines": repeated('{\\"a\\n\n'),
  "written line breaks": repeated("QUJDRGVm0123+/ab\\n"),
  "runs and spaces": repeated(`QUJDRGVm0123+/ab${" ".repeat(150)}`),
  "pretty JSON in a string": repeated('\\n    \\"a\\": \\"QUJDRGVm0123+/ab\\",', '{"body":"{', '"}'),
  "names in a string": repeated("a: QUJDRGVm0123+/ab\\n", '{"body":"', '"}'),
  "beginnings of keys": repeated("-----BEGIN PRIVATE KEY-----"),
  "comments that switch off": repeated("# jwt-apps: ignore "),
  "errors of the platform": repeated('"errors":[{"msg":"a"}]'),
  statuses: repeated("status: 401 "),
  URLs: repeated("GET https://a/b\n"),
  "an envelope behind a list in long names": envelopeBehindList,
  "an envelope beside what is nearly an algorithm": envelopeBeside((index) => `"alg${index}":"${"aes-".repeat(24)}q"`),
  "an envelope beside algorithms in a row": envelopeBeside((index) => `"alg${index}":"${"rsaaes".repeat(16)}q"`),
  "an envelope beside lists in lists": envelopeBeside((index) => `"f${index}":${"[".repeat(40)}${"]".repeat(40)}`),
  "an envelope in rows": envelopeBeside((index) => `"r${index}":[{"a":[1]}]`),
  "one long word before a quote": repeated("a", "", '"'),
  ...Object.fromEntries(
    Object.entries({
      "carriage returns": "\r",
      "vertical tabs": "\v",
      "form feeds": "\f",
      "next lines": "\u0085",
      "no-break spaces": "\u00a0",
      "line separators": "\u2028",
      "paragraph separators": "\u2029",
      "byte order marks": "\ufeff",
    }).flatMap(([kind, blank]) => [
      [kind, repeated(blank)],
      [`${kind} in a request`, repeated(blank, "GET https://a/b\n\n", "x\n")],
    ]),
  ),
  "all kinds of white space": repeated("\r\v\f\t \u0085\u00a0\u2028\u2029\ufeff"),
  "opening braces in long lines": repeated(`{{ ${"{{".repeat(490)}}{\n`),
  "values of REST Client with spaces": repeated(`{{$guid${" ".repeat(490)}\0}}\n`),
  "values of REST Client with words": repeated(`{{$guid${" m".repeat(490)}\0}}\n`),
  "assertions of httpYac with spaces": repeated(`?? a${" \t".repeat(490)}T\n`, "GET https://a/b\n\n"),
  "marks of streams with spaces": repeated(`===${" ".repeat(190)}=\n`, "POST https://a/b\n\n"),
  "scripts of httpYac with spaces": repeated(`{{@js${" ".repeat(190)}{\n`, "POST https://a/b\n\n"),
  "long separators": repeated(`${"#".repeat(990)}\u2028\n`),
  "paths with parentheses": repeated(` /api/${")".repeat(7_990)}a`),
  "spaces behind a bracket in a string": repeated(`{"a":"[${" ".repeat(19_000)}x"}\n`),
  "spaces above a value": repeated(`${" ".repeat(297)}x\nQUJDRGVm0123+/abQUJDRGVm0123+/ab\n`),
  "quotes and spaces above a value": repeated(`${"' ".repeat(148)}x\nQUJDRGVm0123+/abQUJDRGVm0123+/ab\n`),
  "a token and spaces": repeated("\t", 'eyJhbGciOiJIUzI1NiJ9.e30.x"', "x"),
  "strings with spaces behind": repeated(`'QUJDRGVm0123+/ab'${" ".repeat(20)}\n${" ".repeat(210)}x`),
  mixed: repeated(
    '### x\nGET https://a/api/{{h}}?a="d" \\"\nauth: {{t}}\n\n{"a":"eyJhbGciOiJIUzI1NiJ9.e30.x"}\n@a = {{b}}\n',
  ),
});

/** Many scanners look at the same ones. */
function remembered(
  makers: Readonly<Record<string, (length: number) => string>>,
): Readonly<Record<string, (length: number) => string>> {
  const texts = new Map<string, string>();
  return Object.fromEntries(
    Object.entries(makers).map(([kind, make]) => [
      kind,
      (length: number) => {
        const key = `${kind} ${length}`;
        const text = texts.get(key) ?? make(length);
        if (length <= 2_000_000) texts.set(key, text);
        return text;
      },
    ]),
  );
}

function repeated(unit: string, head = "", tail = ""): (length: number) => string {
  return (length) => flat(head + unit.repeat(Math.ceil(length / unit.length)) + tail);
}

/** As an editor's text is: what `repeat` makes is a tree of pieces, whose first reader pays for putting it together. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

/** As `xxd` writes it. */
function hexDump(length: number): string {
  const line = (index: number): string =>
    `${(16 * index).toString(16).padStart(8, "0")}: 3082 0122 300d 0609 2a86 4886 f70d 0101  0.."0...*.H.....\n`;
  return flat(Array.from({ length: Math.ceil(length / 68) }, (_, index) => line(index)).join(""));
}

/** Each block has another value for a name that all of them define. */
function variablesTimesBlocks(length: number): string {
  const count = Math.ceil(length / 50);
  const variables = Array.from({ length: count }, (_, index) => `@v${index} = ${index}\n`).join("");
  return flat(
    variables + Array.from({ length: count }, (_, index) => `###\n@x = ${index}\nGET /{{v${index}}}\n\n`).join(""),
  );
}

function chainedVariables(length: number): string {
  return flat(
    `${Array.from({ length: Math.ceil(length / 20) }, (_, index) => `@v${index} = {{v${index + 1}}}\n`).join("")}GET {{v0}}\n`,
  );
}

function envelopesInSurroundings(length: number): string {
  const value = "QUJDRGVm0123+/abQUJDRG";
  const around = Array.from({ length: Math.ceil(length / 80) }, (_, index) => `"a${index}":"${value}"`).join(",");
  const envelope = `{"k":"${"QUJDRGVm0123+/ab".repeat(21)}QUJDRGVm","d":"${value}"}`;
  return flat(`{${around},"list":[${Array.from({ length: Math.ceil(length / 800) }, () => envelope).join(",")}]}`);
}

function envelopeBehindList(length: number): string {
  const names = Array.from(
    { length: Math.min(DEPTH, Math.ceil(length / 500)) },
    (_, index) => `${"x".repeat(290)}${index}`,
  );
  const list = `[${"7,".repeat(NODES - 2 * names.length)}${ENVELOPE}]`;
  return flat(names.reduce((json, name) => `{"${name}":${json}}`, list) + " ".repeat(Math.max(0, length - 100_000)));
}

/** In an object with as many other fields as the length has room for, and one JSON text may have. */
function envelopeBeside(field: (index: number) => string): (length: number) => string {
  const [size, values] = [field(0).length, (field(0).match(/[[{]|:/g) ?? []).length];
  return (length) => {
    const count = Math.min(Math.ceil(length / (size + 5)), Math.floor(NODES / values));
    const json = `{${Array.from({ length: count }, (_, index) => field(index)).join(",")},"e":${ENVELOPE}}`;
    return flat(json + " ".repeat(Math.max(0, length - json.length)));
  };
}
