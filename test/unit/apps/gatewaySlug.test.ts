import { strict as assert } from "node:assert";
import fc from "fast-check";
import { gatewaySwitches, isSlug, slugFor, slugsFor } from "../../../src/domain/apps/gatewaySlug";
import { builtInProfile } from "../../../src/domain/payloads/envelopeProfile";
import { gatewayPath } from "../../../src/domain/requests/destination/gatewayAddress";
import { atOnce } from "../../../src/domain/steps";
import { runs } from "../../sample";

const NONE: ReadonlySet<string> = new Set();
const name = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.string());

describe("The slug of an app", () => {
  for (const [given, slug] of [
    ["Order Bot", "order-bot"],
    ["  Order   Bot!  ", "order-bot"],
    ["order_bot (local 2)", "order-bot-local-2"],
    ["Bot · cs-1a2b3c4d", "bot-cs-1a2b3c4d"],
    ["Müller & Söhne", "müller-söhne"],
    ["Mu\u0308ller", "müller"],
    ["Ｏｒｄｅｒ ①", "order-1"],
    ["İstanbul", "istanbul"],
    ["Straße", "straße"],
    ["STRASSE", "strasse"],
    ["\u212Aelvin", "kelvin"],
    ["ΟΔΟΣ", "οδος".replace(/σ$/, "ς")],
    ["हिन्दी बॉट", "हिन्दी-बॉट"],
    ["注文ボット", "注文ボット"],
    ["⚙️ Bot", "bot"],
    ["Pro\u200Bd", "prod"],
    ["\u3164", "app"],
    ["\u0301", "app"],
    ["!!!", "app"],
    ["../../etc/passwd", "etc-passwd"],
    ["CON", "con"],
    ["constructor", "constructor"],
    ["", "app"],
  ] as const) {
    it(`of “${given}” is “${slug}”`, () => assert.equal(slugFor(given, NONE), slug));
  }

  it("is never empty, and has only letters, digits and single hyphens, whatever the name", () => {
    fc.assert(
      fc.property(name, (text) => {
        const slug = slugFor(text, NONE);
        assert.match(slug, /^[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(-[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*$/u);
        assert.doesNotMatch(slug, /[\p{DI}\p{Lu}]/u);
        assert.equal(slug, slug.normalize("NFC"));
      }),
      runs(2_000),
    );
  });

  it("is its own slug, and the same for names in any form of Unicode", () => {
    fc.assert(
      fc.property(name, (text) => {
        const slug = slugFor(text, NONE);
        assert.ok(isSlug(slug));
        assert.equal(slugFor(slug, NONE), slug);
        for (const form of ["NFC", "NFD", "NFKC", "NFKD"] as const)
          assert.equal(slugFor(text.normalize(form), NONE), slug, form);
      }),
      runs(2_000),
    );
  });

  it("is its own slug for each character that an address could have, but ideographs", () => {
    for (let code = 0; code < 0x110000; code++) {
      const character = String.fromCodePoint(code);
      if (!/[\p{L}\p{N}\p{M}]/u.test(character.normalize("NFKC")) || /[\p{Unified_Ideograph}가-힣]/u.test(character))
        continue;
      for (const text of [character, `a${character}`]) {
        const slug = slugFor(text, NONE);
        if (!isSlug(slug) || slugFor(slug, NONE) !== slug) assert.fail(`U+${code.toString(16)}: ${escape(slug)}`);
      }
    }
  });

  it("is never one that was given before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(name, fc.constantFrom("A", "a!", "a-2", "A 3", "a (2)")), { maxLength: 30 }),
        (names) => {
          const taken = new Set<string>();
          for (const text of names) {
            const slug = slugFor(text, taken);
            assert.ok(isSlug(slug) && !taken.has(slug));
            taken.add(slug);
          }
        },
      ),
      runs(500),
    );
  });

  it("gets a number behind it where another app has or had it", () => {
    assert.equal(slugFor("Order Bot", new Set(["order-bot"])), "order-bot-2");
    assert.equal(slugFor("Order Bot", new Set(["order-bot", "order-bot-2"])), "order-bot-3");
    assert.equal(slugFor("x".repeat(200), new Set(["x".repeat(60)])), `${"x".repeat(60)}-2`);
  });

  it("fits into an address of the gateway, however long the name", () => {
    const taken = new Set<string>();
    for (const text of ["𝕏", "𒀀", "あ", "a", "क्षि"].map((letters) => letters.repeat(200)))
      for (let count = 0; count < 3; count++) taken.add(slugFor(text, taken));
    for (const slug of taken) {
      const path = new URL(`http://127.0.0.1/${"k".repeat(22)}/${slug}/api/public/x`).pathname;
      assert.equal(gatewayPath(path)?.slug, encodeURIComponent(slug));
      assert.equal(decodeURIComponent(gatewayPath(path)?.slug ?? ""), slug);
    }
  });

  it("is told from what is none", () => {
    for (const text of ["order-bot", "app", "a-2", "注文ボット", "7", "x".repeat(80)]) assert.ok(isSlug(text), text);
    for (const text of [
      "",
      "-",
      "Order-Bot",
      "order bot",
      "order--bot",
      "-order",
      "order-",
      "order/bot",
      "..",
      "a\u200Bb",
      "mu\u0308ller",
      "\u0301a",
      "a\nb",
      "a%2Fb",
      "\ud800",
      "x".repeat(81),
      "x".repeat(1_000_000),
    ])
      assert.ok(!isSlug(text), escape(text.slice(0, 20)));
  });
});

describe("The slugs of several apps", () => {
  const slugs = (apps: { name: string; slug?: string }[], taken = NONE): string[] => [
    ...apps.map((app) => atOnce(slugsFor(apps, taken)).get(app) ?? "none"),
  ];

  it("are given in their order, and those that they bring are kept where they are free", () => {
    assert.deepEqual(slugs([{ name: "Bot" }, { name: "bot!" }, { name: "BOT?" }]), ["bot", "bot-2", "bot-3"]);
    assert.deepEqual(slugs([{ name: "Bot" }, { name: "Other", slug: "bot" }]), ["bot-2", "bot"]);
    assert.deepEqual(
      slugs([
        { name: "A", slug: "bot" },
        { name: "B", slug: "bot" },
      ]),
      ["bot", "b"],
    );
    assert.deepEqual(slugs([{ name: "A", slug: "bot" }], new Set(["bot"])), ["a"]);
    assert.deepEqual(slugs([{ name: "A", slug: "No Slug" }]), ["a"]);
  });

  it("take time by their number alone, where all names come to the same", () => {
    const apps = Array.from({ length: 5_000 }, (_, index) => ({ name: "!".repeat(1 + (index % 200)) }));
    let looked = 0;
    const taken = new (class extends Set<string> {
      override has(slug: string): boolean {
        looked++;
        return super.has(slug);
      }
    })();
    const next = new Map<string, number>();
    for (const { name: text } of apps) taken.add(slugFor(text, taken, next));
    assert.equal(taken.size, 5_000);
    assert.ok(looked <= 3 * apps.length, String(looked));
  });
});

describe("The gateway's switches of an app", () => {
  it("decrypt unless the app says otherwise, and encrypt only where it says so and has a shape", () => {
    const envelopeProfile = builtInProfile("keyPair");
    assert.deepEqual(gatewaySwitches({}), { decrypts: true, encrypts: false });
    assert.deepEqual(gatewaySwitches({ gateway: { decrypts: false, encrypts: true }, envelopeProfile }), {
      decrypts: false,
      encrypts: true,
    });
    assert.deepEqual(gatewaySwitches({ gateway: { decrypts: true, encrypts: true } }), {
      decrypts: true,
      encrypts: false,
    });
  });
});
