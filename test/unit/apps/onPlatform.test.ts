import { strict as assert } from "node:assert";
import { fill } from "../../../src/domain/errors";
import {
  everyPlaceOf,
  type Place,
  PLACE_NAMES,
  placeAt,
  placeInWords,
  placeOf,
} from "../../../src/domain/apps/onPlatform";
import { CREATED_IN } from "../../../src/domain/scopes/scope";
import { read } from "../guards/repository";

const DOCS = "https://docs.kore.ai/ai-for-service";
const INTRODUCTION = `${DOCS}/apis/automation/api-introduction`;
const TABLES = `${DOCS}/administration/data/data-tables-and-views`;

/** From the pages themselves: what, level, the way there, its page; * where the page prints no way there. */
const EXPECTED = `
app | xo | App Settings > Dev Tools > Web/Mobile SDK | ${INTRODUCTION}
app | admin | Security & Control > API Scopes > New > Manage Apps > New App, or New API Scope > Create App | ${INTRODUCTION}
app | tables | App Definition* | ${TABLES}#app-definition
scopes | xo | App Settings > Dev Tools > API Scope > Create API Scope | ${INTRODUCTION}#associating-api-scopes
scopes | admin | Security & Control > API Scopes > New | ${INTRODUCTION}#associating-api-scopes
publish | xo | Deploy > Publish | ${DOCS}/deployment/publishing-app
tables | tables | Data > Data Tables, or Data > Table Views: App Assignments | ${TABLES}
botId | xo | App Settings > App Profile | ${DOCS}/app-settings/app-profile
botId | admin | App Settings > App Profile | ${DOCS}/app-settings/app-profile
exportTable | tables | Data > Data Tables > … > Export Definition | ${TABLES}
importTable | tables | Data > Data Tables > the arrow beside New Table > Import Table Definition | ${TABLES}
exportView | tables | Data > Table Views > … > Export View | ${TABLES}
importView | tables | Data > Table Views > the arrow beside New View > Import View | ${TABLES}
`.trim();

describe("Places on the platform", () => {
  const all = PLACE_NAMES.flatMap((name) =>
    CREATED_IN.flatMap((level) => {
      const place = placeAt(name, level);
      return place ? [{ name, level, place }] : [];
    }),
  );

  it("are those that the pages print, each with its page and how surely it is known", () => {
    const lines = all.map(({ name, level, place: { path, page, certainty } }) =>
      [name, level, certainty === "named" ? `${path}*` : path, page].join(" | "),
    );
    assert.equal(lines.join("\n"), EXPECTED);
  });

  it("lead to the documentation alone, over https", () => {
    for (const { place } of all) {
      const { protocol, host, username, port, href } = new URL(place.page);
      assert.deepEqual([protocol, host, username, port, href], ["https:", "docs.kore.ai", "", "", place.page]);
    }
  });

  it("stand in docs/platform.md, word by word", () => {
    const section = read("docs/platform.md").split("### 10.2 Places")[1] ?? "";
    for (const { place } of all)
      for (const part of place.path.split(/, or |: | > (?:…|the arrow beside New \w+) > /))
        assert.ok(section.includes(part), part);
  });

  it("are said with the part of the platform in which they are", () => {
    const said = (place: Place | undefined): string => {
      assert.ok(place);
      const { template, args } = placeInWords(place);
      return fill(template, args);
    };
    assert.deepEqual(
      [
        said(placeAt("publish", "xo")),
        said(placeAt("scopes", "admin")),
        said(placeAt("tables", "tables")),
        said(placeAt("app", "tables")),
        // A bot has its ID where bots are built, whatever kind of app is used with it.
        said(placeAt("botId", "admin")),
      ],
      [
        "In the XO Platform: Deploy > Publish.",
        "In the Admin Console: Security & Control > API Scopes > New.",
        "In Data Tables: Data > Data Tables, or Data > Table Views: App Assignments.",
        "In Data Tables: App Definition. The documentation doesn't print the way there.",
        "In the XO Platform: App Settings > App Profile.",
      ],
    );
  });

  it("are none for an app that the real platform doesn't know, nor where the level has no such thing", () => {
    assert.equal(placeOf("scopes", { createdIn: "xo", credentials: "generated" }), undefined);
    assert.equal(placeOf("publish", { createdIn: "admin", credentials: "pasted" }), undefined);
    assert.equal(placeOf("scopes", { createdIn: "tables", credentials: "pasted" }), undefined);
    assert.equal(placeOf("scopes", { createdIn: "xo", credentials: "pasted" })?.path, placeAt("scopes", "xo")?.path);
  });

  it("are each named once where the level isn't known", () => {
    const paths = (name: (typeof PLACE_NAMES)[number]) => everyPlaceOf(name).map(({ path }) => path);
    assert.deepEqual(paths("botId"), ["App Settings > App Profile"]);
    assert.deepEqual(paths("scopes"), [
      "App Settings > Dev Tools > API Scope > Create API Scope",
      "Security & Control > API Scopes > New",
    ]);
  });

  it("are linked in the welcome view, the walkthrough and the settings as they are here", () => {
    const nls = JSON.parse(read("package.nls.json")) as Record<string, string>;
    const known = new Set(all.map(({ place: { path, page } }) => `${path} | ${page}`));
    const linked = Object.entries(nls).flatMap(([key, text]) =>
      [...text.matchAll(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g)].map(([, label, page]) => [key, `${label} | ${page}`]),
    );
    assert.deepEqual(
      linked.filter(([, link = ""]) => !known.has(link) && link.includes("kore.ai")),
      [],
    );
    const count = (key: string) => linked.filter(([name]) => name === key).length;
    assert.deepEqual(
      ["welcome.none", "walkthrough.app.description", "walkthrough.scopes.description"].map(count),
      [3, 3, 4],
    );
  });
});
