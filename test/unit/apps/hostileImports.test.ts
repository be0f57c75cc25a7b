import assert from "node:assert/strict";
import { planImport } from "../../../src/domain/apps/import/importApps";
import { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { calmTime, cpuTime } from "../../cpuTime";
import { SEARCHED } from "../../hostile/importTexts";

/** Milliseconds of a calm machine's processor. */
const MOST = 2_000;

describe("Importing a text that is made to keep the search for apps busy", () => {
  for (const [what, { make, length, says, apps = 0 }] of Object.entries(SEARCHED)) {
    it(`comes to its end soon for ${what}`, () => {
      const text = make(length);
      const search = (): void => assert.deepEqual(outcomeOf(text), { apps, says });
      const time = calmTime(() => cpuTime(search), MOST);
      assert.ok(time <= MOST, `${time} ms`);
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
