import { strict as assert } from "node:assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { read } from "./repository";

interface Collector {
  collectSentences(): { bundle: string; problems: string[] };
  collectFrom(files: { path: string; text: string }[]): { bundle: string; problems: string[] };
}

describe("The sentences for translators", () => {
  let collector: Collector;

  before(async () => {
    collector = (await import(pathToFileURL(join(process.cwd(), "scripts", "l10n.mjs")).href)) as Collector;
  });

  it("are all in l10n/bundle.l10n.json (`node scripts/l10n.mjs` writes it)", () => {
    const { bundle, problems } = collector.collectSentences();
    assert.deepEqual(problems, []);
    const [actual, expected] = [JSON.parse(read("l10n/bundle.l10n.json")), JSON.parse(bundle)].map(
      (sentences) => new Set(Object.keys(sentences as object)),
    );
    assert.deepEqual(
      [...(expected ?? [])].filter((sentence) => !actual?.has(sentence)),
      [],
      "missing",
    );
    assert.deepEqual(
      [...(actual ?? [])].filter((sentence) => !expected?.has(sentence)),
      [],
      "no longer used",
    );
    assert.equal(read("l10n/bundle.l10n.json"), bundle);
  });

  it("put names into “ ” alone: straight quotes stand in code", () => {
    const manifest = Object.values(
      JSON.parse(read("package.nls.json")) as Record<string, string | { message: string }>,
    );
    const sentences = [
      ...Object.keys(JSON.parse(read("l10n/bundle.l10n.json")) as object),
      ...manifest.map((text) => (typeof text === "string" ? text : text.message)),
    ];
    assert.ok(sentences.length > 1000);
    assert.deepEqual(sentences.filter(hasStraightQuotes), []);
  });

  for (const [text, isFound] of [
    ['There is an app called "Orders".', true],
    ['Write it like {"a":"b"}, "c".', true],
    ["This is '{0}'.", true],
    ["It can’t be.", true],
    ['Write it like {"a":"b"}.', false],
    ['It has "kty": "RSA", and `cty: "JWT"`.', false],
    ["The apps' names can't be “{0}”.", false],
  ] as const) {
    it(`${isFound ? "finds" : "finds no"} straight quotes in: ${text}`, () =>
      assert.equal(hasStraightQuotes(text), isFound));
  }

  const collect = (text: string, path = "src/x.ts"): { sentences: string[]; problems: string[] } => {
    const { bundle, problems } = collector.collectFrom([{ path, text }]);
    return { sentences: Object.keys(JSON.parse(bundle) as object), problems };
  };

  const COLLECTED: [string, string[], string?][] = [
    ['vscode.l10n.t("One {0}", 1); const { t } = vscode.l10n; t("Two");', ["One {0}", "Two"]],
    ['new UserError("code", "Sentence.", { args: [1], remedy: "Remedy." });', ["Remedy.", "Sentence."]],
    ['new UserError("code", isBad ? "Bad." : "Worse.");', ["Bad.", "Worse."]],
    ['const REMEDY = "Remedy."; new UserError("code", "Sentence.", { remedy: REMEDY });', ["Remedy.", "Sentence."]],
    ['const TABLE: Record<string, string> = { a: "A.", b: "B." }; new UserError("code", TABLE[key]);', ["A.", "B."]],
    [
      'const LEAD = one ? "One" : "Two"; new UserError("code", `${LEAD} fits.`); new UserError("code", LEAD + " fails.");',
      ["One fails.", "One fits.", "Two fails.", "Two fits."],
    ],
    [
      'const [lead, subject] = key ? ["One", 1] : ["Two", 2]; new UserError("code", `${lead} fits.`);',
      ["One fits.", "Two fits."],
    ],
    [
      'function say(template: string, ...args: string[]) { return { template, args }; } say("Said {0}.", x);',
      ["Said {0}."],
    ],
    ['const add = (field: string, template: string) => notes.push({ template }); add("name", "Note.");', ["Note."]],
    ['return { template: "Beside a field.", args: [] };', ["Beside a field."]],
    ["return { template: error.template, remedy: error.details.remedy };", []],
    [
      'const always = (text: string) => () => text; const FIELD = { label: "Label", help: always("Help."), choices: VALUES.map((value) => ({ label: value })) };',
      ["Help.", "Label"],
      "webview/x.ts",
    ],
    ['const FIELD = { help: ({ a }) => (a ? "One." : "Two.") };', ["One.", "Two."], "webview/x.ts"],
    ['const ITEM = { label: "not a sentence of the form" };', []],
  ];
  for (const [text, sentences, path] of COLLECTED) {
    it(`are found in: ${text}`, () => assert.deepEqual(collect(text, path), { sentences, problems: [] }));
  }

  for (const text of [
    'new UserError("code", `Made from ${input}.`);',
    "vscode.l10n.t(text);",
    'new UserError("code", make());',
  ]) {
    it(`must be told from the source alone, unlike: ${text}`, () => {
      assert.equal(collect(text).problems.length, 1);
      assert.match(collect(text).problems[0] ?? "", /^src\/x\.ts:1: .* can't be collected for translation$/);
    });
  }
});

/** Quotes around names that aren't curly, and apostrophes that are. */
function hasStraightQuotes(text: string): boolean {
  const withoutCode = text.replace(/`[^`]*`|\{"[^}]*\}|"\w+": "\w+"/g, "");
  return /"|’|(?<!\w)'/.test(withoutCode);
}
