import { strict as assert } from "node:assert";
import fc from "fast-check";
import MarkdownIt, { type Token } from "markdown-it";
import { UserError } from "../../src/domain/errors";
import { asText, MAX_ARGUMENT_LENGTH } from "../../src/domain/text/asText";
import { fillText } from "../../src/domain/text/fillText";
import { asMarkdown, commandLink, jsonBlock, markdownTable, md } from "../../src/domain/text/markdown";
import { cpuTimeSince } from "../cpuTime";
import { runs } from "../sample";

/** VS Code's own: `LINK_REGEX` of src/vs/base/common/linkedText.ts. */
const NOTIFICATION_LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
/** VS Code's own, of src/vs/base/browser/ui/iconLabel/iconLabels.ts, whether escaped or not. */
const CODICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}\ufff9-\ufffb]|(?![\u200c\u200d\ufe0e\ufe0f])\p{DI}/u;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

const RUNS = runs(3_000, { full: 30_000 });

/** What the tricks are made of, in any order. */
const piece = fc.constantFrom(
  ..."[]()<>{}!$&*_~`#|\\/:;=+-.^@\"'",
  ...[
    "](",
    "$(",
    "$(bug)",
    "[x](command:a)",
    "[x](https://evil.example)",
    "![i](https://e.example/p.png)",
    "<img src=x>",
  ],
  ...[
    "command:workbench.action.files.newUntitledFile",
    "https://evil.example/a",
    "www.evil.com",
    "evil.com",
    "a@evil.com",
  ],
  ...[
    "1.2.3.4",
    "//1.2.3.4/a",
    "http://",
    "file:///etc",
    "5.com",
    "xn--e1aybc.xn--p1ai",
    "mailto:a@evil.com",
    "tel:1",
    ":-:",
    "0",
  ],
  ...[
    "//localhost/x",
    "&#91;",
    "&lt;b&gt;",
    "<https://evil.example>",
    "| --- |",
    "```",
    "~~~",
    "# h",
    "- x",
    "1. x",
    "1) x",
    "==",
  ],
  ...[
    "\n",
    "\r\n",
    "\t",
    "\v",
    "\u0085",
    "\u2028",
    "\u2029",
    "\u0000",
    "\u001b[31m",
    "\u007f",
    "\u009b",
    " ",
    "  ",
    "    ",
    "\u00a0",
    "\u3000",
  ],
  ...[
    "\u200b",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\u061c",
    "\u180e",
    "\u3164",
    "\uffa0",
    "\u115f",
    "\u2800",
    "\ufff9",
  ],
  ...[
    "\u202e",
    "\u202d",
    "\u2066",
    "\u2069",
    "\u200e",
    "\u200f",
    "\u206f",
    "\u{e0041}",
    "\u{e007f}",
    "\u{e0100}",
    "\ufe00",
  ],
  ...[
    "\u200c",
    "\u200d",
    "\ufe0e",
    "\ufe0f",
    "\u20e3",
    "1",
    "👩",
    "👩🏽",
    "💻",
    "❤",
    "🇩🇪",
    "ب",
    "ه",
    "क",
    "्",
    "ष",
    "a",
    "Prod",
    "e\u0301",
  ],
  ...["\ud800", "\udc00", "\ud83d", "{0}", "{1}", "x".repeat(150)],
);
const hostile = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
  fc.array(piece, { minLength: 100, maxLength: 200 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: fc.integer({ max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 60 }),
);

function assertText(text: string): void {
  const shown = JSON.stringify(text);
  assert.doesNotMatch(text, NOTIFICATION_LINK, shown);
  assert.doesNotMatch(text, CODICON, shown);
  assert.doesNotMatch(text, FORBIDDEN, shown);
  assert.doesNotMatch(text, LONE_SURROGATE, shown);
}

describe("Text from files is text", () => {
  describe("in a message, a pick, a title or a row", () => {
    const READ: readonly (readonly [string, string, string])[] = [
      [
        "a command's link",
        "[Show how to fix it](command:workbench.action.files.newUntitledFile)",
        "[Show how to fix it] (command:workbench.action.files.newUntitledFile)",
      ],
      ["an icon", "$(check) signed", "$ (check) signed"],
      ["an escaped icon", "\\$(check)", "\\$ (check)"],
      ["a name with Markdown's characters", "a_b*c", "a_b*c"],
      ["brackets that are no link", "Orders [EU] (test)", "Orders [EU] (test)"],
      ["a zero width space", "Pr\u200bod", "Prod"],
      ["an override of direction", "\u202egnp.exe", "gnp.exe"],
      ["a byte order mark", "\ufeffProd", "Prod"],
      ["tag characters", "Prod\u{e0041}\u{e0042}", "Prod"],
      ["a filler that looks like a space", "Prod\u3164", "Prod"],
      ["line breaks", "one\r\ntwo\u2028three\u0085four", "one two three four"],
      ["an escape sequence of a terminal", "a\u001b[31mb", "a [31mb"],
      ["half a character", "a\ud83db", "a\ufffdb"],
      ["a joined emoji", "👩🏽‍💻 ❤️ 1️⃣", "👩🏽‍💻 ❤️ 1️⃣"],
      ["Persian", "می‌خواهم", "می‌خواهم"],
      ["Hindi", "क्‍ष", "क्‍ष"],
      ["a joiner that joins nothing", "Pr\u200dod\u200c", "Prod"],
      ["a selector of nothing", "Pr\ufe0fod", "Prod"],
    ];
    for (const [what, given, expected] of READ)
      it(`reads as it should: ${what}`, () => assert.equal(asText(given), expected));

    it("makes no link, icon, disguise or line break of anything, is of bounded length, and made twice is the same", () => {
      fc.assert(
        fc.property(hostile, fc.integer({ min: 1, max: 80 }), (given, maxLength) => {
          for (const text of [asText(given), asText(given, { maxLength })]) assertText(text);
          assert.ok(asText(given).length <= MAX_ARGUMENT_LENGTH);
          assert.ok(asText(given, { maxLength }).length <= maxLength);
          assert.equal(asText(asText(given)), asText(given));
          assert.equal(asText(asText(given, { maxLength }), { maxLength }), asText(given, { maxLength }));
        }),
        RUNS,
      );
    });

    it("leaves printable text alone, but for runs of spaces and what would be a link or an icon", () => {
      fc.assert(
        fc.property(
          fc.string({ unit: fc.constantFrom(..."abcXYZ019 _*-[]{}<>!#|\\/.äßé漢字"), maxLength: 80 }),
          (given) => {
            assert.equal(asText(given), given.replace(/ +/g, " "));
          },
        ),
        RUNS,
      );
    });

    it("is cut between what people see as characters", () => {
      assert.equal(asText("abcdef", { maxLength: 4 }), "abc…");
      assert.equal(asText("ab👩‍💻cd", { maxLength: 5 }), "ab…");
      assert.equal(asText("abe\u0301fg", { maxLength: 4 }), "ab…");
      assert.equal(asText(`ab${"\u0301".repeat(500)}`, { maxLength: 4 }), "a…");
      assert.equal(asText("x".repeat(100_000)), `${"x".repeat(MAX_ARGUMENT_LENGTH - 1)}…`);
    });

    it("takes no longer than what it shows, however long it is given", () => {
      const started = process.cpuUsage();
      for (const trick of ["\u200b", "\u200d", " ", "](", "a\u0301", "[", "\ud800"]) asText(trick.repeat(2_000_000));
      assert.ok(cpuTimeSince(started) < 2_000);
    });
  });

  describe("in a sentence", () => {
    it("stays text where it meets the sentence's own words and other arguments", () => {
      const sentences = fc.constantFrom(
        "“{0}” is {1}.",
        "{0}({1})",
        "[{0}] ({1})",
        "{0}{1}",
        "$({0}){1}",
        "${0}({1}) of {5}",
        "$(check) {0}",
        "",
      );
      fc.assert(
        fc.property(sentences, hostile, hostile, (sentence, first, second) => {
          const filled = fillText(sentence, [first, second]);
          const own = CODICON.test(sentence) ? filled.replace("$(check)", "") : filled;
          // No sentence of ours opens an icon that an argument could name: the guard of sentences sees to that.
          if (!sentence.startsWith("$({")) assertText(own);
        }),
        RUNS,
      );
    });

    it("keeps the sentence's own icons, and placeholders in arguments as they are", () => {
      assert.equal(fillText("$(key) {0} of {1}", ["{1}", "$(x)"]), "$(key) {1} of $ (x)");
      assert.equal(fillText("{0}({1})", ["[x]", "command:y"]), "[x] (command:y)");
    });

    it("is text in an error, too", () => {
      const error = new UserError("code", "“{0}” is wrong.", { args: ["[x](command:y)\n\u202e"], remedy: "Mend {0}." });
      assert.equal(error.message, "“[x] (command:y) ” is wrong. Mend [x] (command:y) .");
    });
  });

  describe("in Markdown", () => {
    /** The previews' settings, and more: HTML would be taken. */
    const markdown = new MarkdownIt({ html: true, linkify: true });
    const all = (tokens: readonly Token[]): Token[] => tokens.flatMap((token) => [token, ...all(token.children ?? [])]);
    const rendered = (text: string): Token[] => all(markdown.parse(text, {}));
    const readOf = (tokens: readonly Token[]): string =>
      tokens
        .filter(({ children }) => !children)
        .map(({ content }) => content)
        .join("");

    it("is what asText gives, in a paragraph, whatever it holds", () => {
      fc.assert(
        fc.property(hostile, (given) => {
          const tokens = rendered(asMarkdown(given));
          const text = asText(given, { maxLength: 2_000 }).trim();
          const expected = text === "" ? [] : ["inline", "paragraph_close", "paragraph_open", "text"];
          assert.deepEqual(
            [...new Set(tokens.map(({ type }) => type))].filter((type) => type !== "text_special").sort(),
            expected,
            JSON.stringify(given),
          );
          assert.equal(readOf(tokens), text);
        }),
        RUNS,
      );
    });

    it("adds nothing to what stands around it: a heading, a cell, an item, words in bold", () => {
      const places = [
        (x: string) => md`# ${asMarkdown(x)}`,
        (x: string) => md`- ${asMarkdown(x)}`,
        (x: string) => md`a **${asMarkdown(x)}** b`,
        (x: string) =>
          markdownTable(
            [
              asMarkdown(x),
              md`
B
              `,
            ],
            [[asMarkdown(x), asMarkdown(x)]],
          ),
      ];
      const count = (text: string): Record<string, number> => {
        const types = rendered(text)
          .map(({ type }) => type)
          .filter((type) => !/^(?:text|text_special)$/.test(type));
        return Object.fromEntries(
          [...new Set(types)].sort().map((type) => [type, types.filter((one) => one === type).length]),
        );
      };
      fc.assert(
        fc.property(hostile, fc.constantFrom(...places), (given, place) => {
          // With a word beside it, since a cell or item may also be empty; bold needs a word at either side.
          assert.deepEqual(count(place(`x${given}x`)), count(place("x")), JSON.stringify(given));
        }),
        RUNS,
      );
    });

    it("ends no block of JSON, and shows what can't be seen there as an escape", () => {
      fc.assert(
        fc.property(
          fc.oneof(hostile, fc.constantFrom("```", "\n```\n# h", "~~~~")),
          fc.constantFrom(undefined, 2),
          (given, indent) => {
            const block = jsonBlock({ [given]: given }, { ...(indent && { indent }) });
            const tokens = rendered(block);
            assert.deepEqual(
              tokens.map(({ type }) => type),
              ["fence"],
            );
            assert.doesNotMatch(tokens[0]?.content ?? "", /(?![\n\u200c\u200d\ufe0e\ufe0f])[\p{Cc}\p{DI}\p{Bidi_C}]/u);
            assert.deepEqual(JSON.parse(tokens[0]?.content ?? ""), { [given]: given });
          },
        ),
        RUNS,
      );
    });

    it("ends no link of ours", () => {
      fc.assert(
        fc.property(hostile, (given) => {
          const link = commandLink(asText("Open"), "jwtApps.editApp", { app: given });
          const [, query = ""] = /^\[Open\]\(command:jwtApps\.editApp\?([^()\s<>]*)\)$/.exec(link) ?? [];
          assert.deepEqual(JSON.parse(decodeURIComponent(query)), [{ app: given }]);
          assert.deepEqual(
            rendered(link)
              .map(({ type }) => type)
              .slice(1),
            ["inline", "link_open", "text", "link_close", "paragraph_close"],
          );
        }),
        RUNS,
      );
    });
  });
});
