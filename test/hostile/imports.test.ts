import assert from "node:assert/strict";
import { importAppsInSteps, planImport } from "../../src/domain/apps/import/importApps";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { UserError } from "../../src/domain/errors";
import { webPorts } from "../../src/domain/ports";
import type { Steps } from "../../src/domain/steps";
import { cpuTime } from "../cpuTime";
import { APP, ENTRIES, existing, exported, OWN_FILES, RESPONSES, scopes } from "./importTexts";
import { longestStep, MAX_STEP } from "./longestStep";

// What of an import has no steps of its own, parsing and what is wrapped in what, is a step, too.
describe("a step of an import", () => {
  const texts = {
    ...Object.fromEntries(Object.entries(ENTRIES).map(([kind, entry]) => [kind, () => exported(entry, 2_000_000)])),
    ...Object.fromEntries(Object.entries(RESPONSES).map(([kind, make]) => [kind, () => make(2_000_000)])),
    // JSON of great depth, or of an object with many names, takes longest to be parsed.
    ...Object.fromEntries(
      Object.entries(OWN_FILES).map(([kind, make]) => [
        kind,
        () => make(make(1_000).startsWith("{") ? 500_000 : 2_000_000),
      ]),
    ),
    "one app with all values": () =>
      exported(() => ({ ...APP, name: "a", clientId: "cs-1", scopes: scopes(30_000) }), 1),
  };
  for (const [kind, make] of Object.entries(texts)) {
    it(`is over soon: ${kind}`, () => {
      const text = make();
      const apps = existing(1_000_000);
      const longest = longestStep(() => importing(text, apps));
      assert.ok(longest <= MAX_STEP, `${longest} ms`);
    });
  }

  for (const [kind, text] of Object.entries({
    "nothing but brackets": "[".repeat(9_000_000),
    "nothing but empty objects": `[${"{},".repeat(3_000_000)}{}]`,
  })) {
    it(`refuses before it parses: ${kind}`, () => {
      let code: string | undefined;
      const time = cpuTime(() => {
        try {
          planImport(text, [], webPorts);
        } catch (error) {
          if (error instanceof UserError) code = error.code;
        }
      });
      assert.equal(code, "import-too-large");
      assert.ok(time < 500, `${time} ms`);
    });
  }
});

/** Whether anything is found there or not. */
function* importing(text: string, apps: readonly JwtApp[]): Steps<void> {
  try {
    yield* importAppsInSteps(text, apps, webPorts);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}
