import { strict as assert } from "node:assert";
import fc from "fast-check";
import { planImport } from "../../../src/domain/apps/import/importApps";
import type { ImportPlan } from "../../../src/domain/apps/import/importPlan";
import type { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { runs } from "../../sample";
import { sampleApp } from "./sampleApp";

const id = (index: number): string => `cs-483dc744-437b-5f2d-9ed1-${String(index).padStart(12, "0")}`;
const page = (index: number, beside: object = {}, indent?: number): string =>
  JSON.stringify(
    { ...beside, bots: [{ name: `Bot ${index}`, jwtApps: [{ clientId: id(index) }] }] },
    undefined,
    indent,
  );
const exported = (index: number, indent?: number): string =>
  JSON.stringify(
    { format: "jwt-apps-export", version: 1, apps: [sampleApp({ name: `App ${index}`, clientId: id(index) })] },
    undefined,
    indent,
  );

function planOf(text: string): ImportPlan {
  return planImport(text, [], webPorts);
}

const ids = ({ add }: ImportPlan): string[] => add.map(({ app }) => app.clientId);
const said = (errors: readonly UserError[]): string[] => errors.map(({ message }) => message);

describe("Importing what was pasted one after the other", () => {
  const HEAD =
    'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-List: [a], {b}\r\nNEL: {"report_to":"x"}\r\n\r\n';
  const TEXTS: Record<string, string> = {
    "pages with an empty line between": `${page(1)}\n\n${page(2)}`,
    "pages with Windows line ends": `${page(1, {}, 2)}\r\n\r\n${page(2, {}, 2)}\r\n`.replace(/(?<!\r)\n/g, "\r\n"),
    "pages without a line between": `${page(1)}\n${page(2)}`,
    "pages on one line": `${page(1)}${page(2)}`,
    "pages between commas": `${page(1)},\n${page(2)},`,
    "pages under lines of signs": `###\n${page(1)}\n---\n${page(2)}\n`,
    "pages in Markdown fences": `\`\`\`json\n${page(1, {}, 2)}\n\`\`\`\n\n~~~ json\n${page(2)}\n~~~\n`,
    "pages with a byte order mark each": `\uFEFF${page(1)}\n\uFEFF${page(2)}`,
    "pages as JSON strings": `${JSON.stringify(page(1))}\n${JSON.stringify(page(2))}`,
    "one JSON string of two pages": JSON.stringify(`${page(1)}\n\n${page(2)}`),
    "lists of apps": `[{"clientId":"${id(1)}"}]\n[{"clientId":"${id(2)}"}]`,
    "apps, one a line": `{"clientId":"${id(1)}"}\n{"clientId":"${id(2)}"}`,
    "captured responses": `${HEAD}${page(1, {}, 2)}\r\n\r\n${HEAD}${page(2)}`,
    "responses in lower case without reasons, as HTTP/2 has them": `HTTP/2 200 \ncontent-type: application/json\n\n${page(1)}\nHTTP/2 200\nvary: a\n\n${page(2)}`,
    "a response behind interim ones": `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>; rel="b"\r\n\r\n${HEAD}${page(1)}\r\n\r\n${page(2)}`,
    "a response behind that of a proxy": `HTTP/1.1 200 Connection established\r\n\r\n${HEAD}${page(1)}\n${page(2)}`,
    "an exchange as REST Client shows it": `GET https://platform.kore.ai/api HTTP/1.1\nauth: x\n\n${HEAD}${page(1)}\n\n${page(2)}`,
    "what curl -v shows": `* Connected to platform.kore.ai\n> GET /api HTTP/2\n> auth: x\n>\n< HTTP/2 200\n< date: today\n<\n${page(1)}\n* Connection #0 left intact\n${page(2)}`,
    "a chunked response": `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1a3\r\n${page(1)}\r\n0\r\n\r\n${page(2)}`,
    "bodies right behind a head": `HTTP/1.1 200 OK${page(1)}\nHTTP/1.1 200 OK\nDate: ${page(2)}`,
    "headers without a status": `Content-Type: application/json\nDate: today\n\n${page(1)}\n${page(2)}`,
    "a folded header": `HTTP/1.1 200 OK\nX-Long: a,\n  b {c}\n\n${page(1)}\n${page(2)}`,
    "a head without an empty line": `HTTP/1.1 200 OK\nDate: today\n${page(1)}\n${page(2)}`,
    "exports with an empty line between": `${exported(1, 2)}\n\n${exported(2, 2)}`,
    "a list of exports": `[${exported(1)},${exported(2)}]`,
  };
  for (const [what, text] of Object.entries(TEXTS)) {
    it(`takes all of ${what}, and has nothing to say`, () => {
      const plan = planOf(text);
      assert.deepEqual([ids(plan), said(plan.problems), said(plan.notes)], [[id(1), id(2)], [], []]);
    });
  }

  it("says that pages are missing, until as many bots as there are were pasted", () => {
    assert.equal(planOf(`${page(1, { availableMore: true })}\n\n${page(2)}`).morePages, true);
    assert.equal(planOf(page(1, { total: 2, availableMore: true })).morePages, true);
    assert.equal(
      planOf(`${page(1, { total: 2, availableMore: true })}\n${page(2, { total: 2, availableMore: false })}`).morePages,
      false,
    );
    assert.equal(
      planOf(`${page(1, { total: 3, availableMore: true })}\n${page(2, { total: 3, availableMore: true })}`).morePages,
      true,
    );
    assert.equal(planOf(`{"availableMore":true,"data":${page(1)}}`).morePages, true);
  });

  const TOLD: Record<string, [string, string[], string[], string[]]> = {
    "other text, with its lines": [
      `Here it is:\n${page(1)}\nand the other:\n${page(2)} done`,
      [id(1), id(2)],
      [],
      ["Beside the JSON stands other text, which was not read, in line 1, 3, 4."],
    ],
    "a page that was cut off": [
      `${page(1)}\n\n${page(2).slice(0, -20)}`,
      [id(1)],
      ["A part is no JSON, or was cut off, so it was left out. It begins in line 3."],
      [],
    ],
    "a page that is damaged, and what follows": [
      `${page(1)}\n{"bots":[,]}\n${page(2)}`,
      [id(1), id(2)],
      ["A part is no JSON, or was cut off, so it was left out. It begins in line 2."],
      [],
    ],
    "more pieces that are damaged than are tried": [
      `${page(1)}\n${'{"a"} '.repeat(50_001)}\n${page(2)}`,
      [id(1)],
      [
        "A part is no JSON, or was cut off, so it was left out. It begins in line 2.",
        "There are more than 50000 JSON values one after the other; the rest was left out.",
      ],
      [],
    ],
    "more values than are read": [
      `${`${page(1)}\n`.repeat(1_001)}${page(2)}`,
      [id(1)],
      ["There are more than 1000 JSON values one after the other; the rest was left out."],
      [],
    ],
    "JSON of something else": [
      `${page(1)}\n{"users":[]}`,
      [id(1)],
      [],
      ["In what begins in line 2 are neither bots nor JWT apps."],
    ],
    "an app of a later page that is none": [
      `${page(1)}\n{"jwtApps":[7]}`,
      [id(1)],
      ["A JWT app of “JWT app” is no object. Its place: 2: jwtApps.0."],
      [],
    ],
    "an error answer": [
      `${page(1)}\n{"errors":[{"code":4002}]}`,
      [id(1)],
      [
        "This is an error answer of the platform, not its list of bots. Get Bots needs a token of an app created in the Admin Console with the scope Role Management.",
      ],
      [],
    ],
    "a response beside an export": [
      `${page(1)}\n${exported(2)}`,
      [id(2)],
      ["What begins in line 1 is something else than the rest, so it was left out. Import it by itself."],
      [],
    ],
    "an export of tomorrow beside another": [
      `${exported(1)}\n{"format":"jwt-apps-export","version":2,"apps":[]}`,
      [id(1)],
      ["This export was written by a newer version of this extension. Update the extension to import it."],
      [],
    ],
    "the same app with other data in two exports": [
      `${exported(1)}\n${exported(1).replace('"apis"', '"sdks"')}`,
      [id(1)],
      ["“App 1” is in the file more than once, with different data; the first one was taken."],
      [],
    ],
  };
  for (const [what, [text, taken, problems, notes]] of Object.entries(TOLD)) {
    it(`tells of ${what}`, () => {
      const plan = planOf(text);
      assert.deepEqual([ids(plan), said(plan.problems), said(plan.notes)], [taken, problems, notes]);
    });
  }

  it("takes each value of any text, or says where there is one that it doesn't take", () => {
    const value = fc.oneof(
      fc.integer({ min: 1, max: 99 }).map((index) => page(index)),
      fc.constantFrom(
        '{"bots":[',
        '{"bots":[}',
        "[1]",
        "[a]",
        "{{host}}",
        '"x"',
        '"{',
        "text",
        "X: [a]",
        "HTTP/1.1 200 OK",
      ),
    );
    const separator = fc.constantFrom("\n", "\n\n", "\r\n", "\r\n\r\n", "");
    fc.assert(
      fc.property(fc.array(fc.tuple(value, separator), { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.map((part) => part.join("")).join("");
        let plan: ImportPlan | undefined;
        try {
          plan = planOf(text);
        } catch {
          return;
        }
        const told = [...plan.problems, ...plan.notes].length > 0;
        for (const [part] of parts) {
          const [wanted] = /cs-[\w-]+/.exec(part) ?? [];
          assert.ok(wanted === undefined || ids(plan).includes(wanted) || told, text);
        }
      }),
      runs(500, { full: 10_000 }),
    );
  });
});
