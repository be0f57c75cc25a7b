import assert from "node:assert/strict";
import encodeUrl from "encodeurl";
import fc from "fast-check";
import { LIMITS } from "../../src/domain/limits";
import type { FileRequest, RequestBlock } from "../../src/domain/requests/read/requestFile";
import { sentBodyInSteps } from "../../src/domain/requests/read/sentBody";
import { parseRequestFile } from "../../src/domain/requests/read/parseRequestFile";
import { requestOfBlock } from "../../src/domain/requests/read/requestOfBlock";
import { blockVariables } from "../../src/domain/requests/read/fileVariables";
import { atOnce } from "../../src/domain/steps";
import { httpYacSends, ORIGIN } from "../hostile/clients/httpYacSends";
import { type RestClientRequest, restClientRequest, restClientSelection } from "../hostile/clients/restClientReading";

interface Read {
  readonly path: string;
  readonly auth: string | undefined;
  readonly body: string;
}

interface Found {
  readonly block: RequestBlock;
  readonly request: FileRequest;
  readonly read: Read;
}

/** What the product reads of a file. */
function reading(text: string): { readonly blocks: readonly RequestBlock[]; readonly found: readonly Found[] } {
  const { blocks } = parseRequestFile(text);
  const variables = blockVariables(blocks);
  const found = blocks.flatMap((block) => {
    const { request } = block;
    if (!request) return [];
    const values = variables(block);
    const { headers, path } = requestOfBlock(text, request, values);
    const body = atOnce(sentBodyInSteps(text, request, values, LIMITS.filledBody));
    return [{ block, request, read: { path, auth: headers["auth"], body } }];
  });
  return { blocks, found };
}

async function httpYacReads(texts: readonly string[]): Promise<Read[][]> {
  return (await httpYacSends(texts)).map((sent) =>
    sent.map(({ path, headers, body }) => ({ path, auth: headers.get("auth")?.at(-1), body })),
  );
}

const HEAD = `POST ${ORIGIN}/a\nauth: t\nContent-Type: application/json\n`;
const JSON_BODY = '{"a":1}';

/** Files with the bodies that httpYac sends of their requests. */
const FILES: readonly (readonly [string, string, readonly string[]])[] = [
  ["a comment behind the body", `${HEAD}\n${JSON_BODY}\n\n# next\n###\n`, [JSON_BODY]],
  ["a comment with // inside the body", `${HEAD}\n{\n// who\n"a":1\n}\n`, ['{\n"a":1\n}']],
  [
    "indented comments inside and behind",
    `${HEAD}\n{\n  # one\n  "a":1 // kept\n  // two\n}\n// three\n`,
    ['{\n  "a":1 // kept\n}'],
  ],
  ["a comment of several lines", `${HEAD}\n/*\nwho\n*/\n${JSON_BODY}\n`, [JSON_BODY]],
  ["a comment that is not closed", `${HEAD}\n/*\nwho\n${JSON_BODY}\n`, [`/*\nwho\n${JSON_BODY}`]],
  ["dashes, which are no comment", `${HEAD}\n{\n-- who\n}\n`, ["{\n-- who\n}"]],
  ["blank lines in the middle", `${HEAD}\n\n\n{\n\n  "a":1\n \n}\n\n \n`, ['{\n\n  "a":1\n \n}']],
  ["CRLF", `${HEAD}\n{\n"a":1\n}\n`.replaceAll("\n", "\r\n"), ['{\n"a":1\n}']],
  [
    "a variable behind the body, for the next request",
    `${HEAD}\n{"a":1}\n\n@x = one\n\n###\n${HEAD}\n{"a":"{{x}}"}\n`,
    ['{"a":1}', '{"a":"one"}'],
  ],
  [
    "a variable inside the body",
    `${HEAD}\n{"a":1,\n@x = one\n"b":2}\n###\n${HEAD}\n{"a":"{{x}}"}\n`,
    ['{"a":1,\n"b":2}', '{"a":"one"}'],
  ],
  [
    "a variable that a later line defines again",
    `${HEAD.replace("POST", "@x = one\nPOST")}\n{"a":"{{x}}"}\n@x = two\n`,
    ['{"a":"one"}'],
  ],
  ["a variable without a value", `${HEAD}\n{\n@x\n@y =\n}\n`, ["{\n@x\n@y =\n}"]],
  ["two requests without a separator", `${HEAD}\n${JSON_BODY}\n\nGET ${ORIGIN}/b\nauth: u\n`, [JSON_BODY, ""]],
  ["two requests line by line", `GET ${ORIGIN}/a\nGET ${ORIGIN}/b\nauth: u\n`, ["", ""]],
  ["a method in lower case, which begins nothing", `${HEAD}\nget ${ORIGIN}/b\n`, ["get ORIGIN/b"]],
  ["a separator that is indented", `${HEAD}\n${JSON_BODY}\n  ### b\nPOST ${ORIGIN}/b\n\n{}\n`, [JSON_BODY, "{}"]],
  ["a separator with more", `${HEAD}\n${JSON_BODY}\n#####x\nPOST ${ORIGIN}/b\n\n{}\n`, [JSON_BODY, "{}"]],
  ["a body right under the headers", `${HEAD}${JSON_BODY}\n`, [JSON_BODY]],
  ["a body under the headers that goes on", `${HEAD}{\n"a": 1,\nauth: u\n\n}\n`, ['{\n"a": 1,\nauth: u\n\n}']],
  [
    "a script in and behind the body",
    `${HEAD}\n{{\nexports.y = 1;\n}}\n${JSON_BODY}\n{{@response\nconsole.log(1)\n}}\n`,
    [JSON_BODY],
  ],
  ["a script that is not closed", `${HEAD}\n{{\n${JSON_BODY}\n`, [`{{\n${JSON_BODY}`]],
  ["what handles the response", `${HEAD}\n${JSON_BODY}\n\n> {%\n  client.log("x");\n%}\n`, [JSON_BODY]],
  ["what handles it on one line", `${HEAD}\n${JSON_BODY}\n> {% client.log("x"); %}\n<> 2026.json\n`, [JSON_BODY]],
  [
    "assertions",
    `${HEAD}\n${JSON_BODY}\n?? status == 200\n?? body a exists\n?? no predicate\n`,
    [`${JSON_BODY}\n?? no predicate`],
  ],
  ["a written response", `${HEAD}\n${JSON_BODY}\n\nHTTP/1.1 200 OK\ncontent-type: text/plain\n\nanswer\n`, [JSON_BODY]],
  [
    "a form over several lines",
    `POST ${ORIGIN}/a\nContent-Type: application/x-www-form-urlencoded\n\na=1\n&b=x y\n&c=ü%20%zz\n`,
    ["a=1&b=x%20y&c=%C3%BC%20%25zz"],
  ],
  [
    "a form with spaces",
    `POST ${ORIGIN}/a\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n\na = 1\n  & b=2 \nc=3\n`,
    ["a=1&b=2c=3"],
  ],
  ["a query over several lines", `POST ${ORIGIN}/a\n?x=1\n  &y=2 HTTP/1.1\nauth: t\n\n${JSON_BODY}\n`, [JSON_BODY]],
  [
    "a comment between headers",
    `POST ${ORIGIN}/a\n# @name one\nauth: t\n// two\nContent-Type: text/plain\n\nx\n`,
    ["x"],
  ],
  [
    "a variable between headers, which ends them",
    `POST ${ORIGIN}/a\nauth: t\n@x = 1\nb: 2\n\n${JSON_BODY}\n`,
    [`b: 2\n\n${JSON_BODY}`],
  ],
  [
    "lines of JSON",
    `POST ${ORIGIN}/a\nContent-Type: application/x-ndjson\n\n{"a":1}\n{"a":2}\n`,
    ['{"a":1}\n{"a":2}\n'],
  ],
  [
    "a multipart form",
    `POST ${ORIGIN}/a\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: form-data; name="x"\n\n1\n--b--\n`,
    ['--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--'],
  ],
];

describe("A request file is read as httpYac's own program sends it", function () {
  let sent: Read[][];
  before(async () => void (sent = await httpYacReads(FILES.map(([, text]) => text))));

  for (const [index, [name, text, bodies]] of FILES.entries()) {
    it(`with ${name}`, () => {
      const own = reading(text).found.map(({ read }) => read);
      assert.deepEqual(
        own.map(({ body }) => body.replaceAll(ORIGIN, "ORIGIN")),
        bodies,
        "the product",
      );
      const got = sent[index] ?? [];
      // The address in a body was filled in.
      assert.deepEqual(
        got.map(({ body }) => body.replace(/http:\/\/127\.0\.0\.1:\d+\/\d+/g, "ORIGIN")),
        bodies,
        "httpYac",
      );
      assert.deepEqual(
        own.map(({ path, auth }) => [path, auth]),
        got.map(({ path, auth }) => [path, auth]),
      );
    });
  }
});

/** Lines that files are made of. */
const bodyLine = fc.constantFrom(
  ...[
    '{"a":1}',
    '{"a":"{{x}}"}',
    "{",
    "}",
    '  "b": 2,',
    "",
    " ",
    "# next",
    "  # in",
    "// who",
    "//",
    "#",
    '"c": 3 // kept',
    "-- dashes",
    "#tag",
    "text",
    "a=1",
    "&b=2",
    " & c = 3",
    "d=4 e",
  ],
  ...[
    "@w = one",
    "  @v = two",
    "@y three",
    "@z",
    "@ = 1",
    "{{",
    "}}",
    "{{@request",
    "> {%",
    "%}",
    "> {% client.log(1) %}",
    "/*",
    "*/",
    "?? status == 200",
    "?? odd",
    "<> old.json",
  ],
  ...["HTTP/1.1 200 OK", "name: value", "auth: u", "Content-Type: text/plain", "  ### sep", "## two"],
);
const headLine = fc.constantFrom(
  ...[
    "auth: t",
    "auth: t",
    "auth: {{x}}",
    "Content-Type: application/json",
    "Content-Type: text/plain",
    "Content-Type: application/x-www-form-urlencoded",
    "x-a: b,",
    "# note",
    "// note",
    "X-B : c",
    "@w = head",
    "#note",
    "?q=1",
    "&r=2",
  ],
);
const requestLines = fc
  .tuple(
    fc.constantFrom("POST", "PUT", "PATCH"),
    fc.array(headLine, { maxLength: 3 }),
    fc.constantFrom([""], [""], [""], ["", ""], []),
    fc.array(bodyLine, { maxLength: 8 }),
  )
  .map(([method, head, blank, body]) => [`${method} ${ORIGIN}/p`, ...new Set(head), ...blank, ...body]);
const file = fc
  .tuple(
    fc.constantFrom([], ["@x = file"], ["# comment", "@x = file", ""]),
    fc.array(fc.tuple(fc.constantFrom("###", "###", "### t", "# no separator", "  ###"), requestLines), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(
    ([above, requests]) =>
      [...above, ...requests.flatMap(([separator, lines]) => [separator, ...lines])].join("\n") + "\n",
  );

/** The body as a server gets it but for blank lines around it, of which REST Client keeps all but the first. */
function inner(body: string): string {
  return body.replace(/^(?:[^\S\n]*\n)+/, "").replace(/\s+$/, "");
}

function isEqual(own: Read, other: RestClientRequest): boolean {
  return (
    own.auth === other.headers.get("auth") &&
    other.url.replace(ORIGIN, "") === own.path &&
    inner(own.body) === inner(other.body ?? "")
  );
}

describe("Of generated request files", function () {
  const texts = fc.sample(file, { numRuns: 600, seed: Date.now() % 2 ** 31 });

  it("the product reads what httpYac sends", async () => {
    // Scripts that fail, and values that are none, end a request; of `#note` and `#` between headers see below.
    // A comment with `/*` that goes on behind a separator is read up to it.
    const safe = texts
      .filter((text) => !/\/\*\n[^]*###[^]*\*\//.test(text))
      .filter(
        (text) =>
          (!text.includes("{{x}}") || text.includes("@x = file")) &&
          !/\{\{(?:@request)?\n|> \{%/.test(text) &&
          reading(text).found.every(({ request }) => request.differences.every(({ kind }) => kind !== "hash")),
      );
    const sent = await httpYacReads(safe.slice(0, 250));
    let compared = 0;
    for (const [index, got] of sent.entries()) {
      const text = safe[index] ?? "";
      const own = reading(text).found.flatMap(({ request, read }) =>
        request.url.text.startsWith(ORIGIN) ? [read] : [],
      );
      assert.deepEqual(
        own.map((read) => ({ ...read, path: encodeUrl(read.path) })),
        got,
        JSON.stringify(text),
      );
      compared += got.length;
    }
    assert.ok(compared > 150, `only ${compared} requests were compared`);
  });

  it("REST Client reads the same, or the product says that it doesn't", () => {
    let [same, told] = [0, 0];
    fc.assert(
      fc.property(file, (text) => {
        const { found, blocks } = reading(text);
        for (const { block, request, read } of found) {
          const line = text.slice(0, request.start).split("\n").length - 1;
          const next = blocks[blocks.indexOf(block) + 1];
          const isTold =
            request.differences.length > 0 ||
            block.isShared ||
            next?.isShared ||
            request.body?.isUnderHeaders ||
            request.headers.filter(({ name }) => name.text === "auth").length > 1;
          if (isTold) told++;
          else {
            same++;
            const other = restClientRequest(text, line) ?? assert.fail("no request");
            assert.ok(
              isEqual(read, other),
              JSON.stringify({ text, read, other: { ...other, headers: [...other.headers] } }, undefined, 1),
            );
          }
        }
      }),
      { numRuns: 3_000 },
    );
    assert.ok(same > 200 && told > 200, `${same} alike, ${told} told`);
  });

  it("a comment of one word between headers is one to REST Client, ends them for httpYac, and is told", async () => {
    const text = `POST ${ORIGIN}/a\n#note\nauth: t\n`;
    assert.deepEqual(await httpYacReads([text]), [[{ path: "/a", auth: undefined, body: "auth: t" }]]);
    assert.equal(restClientRequest(text, 0)?.headers.get("auth"), "t");
    const [found] = reading(text).found;
    assert.deepEqual([found?.read.auth, found?.request.differences.map(({ kind }) => kind)], ["t", ["hash"]]);
  });

  it("what is selected of requests without a separator is one request to REST Client", () => {
    const text = `POST ${ORIGIN}/a\nauth: t\n\n{"a":1}\n\nPOST ${ORIGIN}/b\nauth: u\n\n{"b":2}\n`;
    const second = reading(text).found[1] ?? assert.fail();
    const lines = text.split("\n");
    const whole = restClientRequest(text, 5) ?? assert.fail();
    assert.equal(whole.url, `${ORIGIN}/a`);
    const selected =
      restClientSelection(text.slice(second.block.start, second.block.end).split("\n"), lines) ?? assert.fail();
    assert.ok(isEqual(second.read, selected));
  });
});
