import assert from "node:assert/strict";
import { planImport } from "../../../src/domain/apps/import/importApps";
import { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { parsings } from "../../cpuTime";
import { SEARCHED } from "../../hostile/importTexts";

/** Times what parsing 4 MB of JSON takes: 2 s where that is 20 ms. */
const MOST = 100;

describe("Importing a text that is made to keep the search for apps busy", () => {
  for (const [what, { make, length, says, apps = 0 }] of Object.entries(SEARCHED)) {
    it(`comes to its end soon for ${what}`, () => {
      const text = make(length);
      const time = parsings(() => {
        assert.deepEqual(outcomeOf(text), { apps, says });
      }, MOST);
      assert.ok(time <= MOST, `${time} times what 4 MB of JSON take`);
    });
  }
});

function outcomeOf(text: string): { readonly apps: number; readonly says: readonly string[] } {
  try {
    const { add, problems, notes } = planImport(text, [], webPorts);
    return { apps: add.length, says: [...new Set([...problems, ...notes].map(({ code }) => code))] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { apps: 0, says: [error.code] };
  }
}
