import assert from "node:assert/strict";
import { planImport } from "../../../src/domain/apps/import/importApps";
import { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { cpuTime, least } from "../../cpuTime";
import { SEARCHED } from "../../hostile/importTexts";

/** Milliseconds of the processor. */
const MOST = 2_500;
const ATTEMPTS = 3;

describe("Importing a text that is made to keep the search for apps busy", () => {
  for (const [what, { make, length, says, apps = 0 }] of Object.entries(SEARCHED)) {
    it(`comes to its end soon for ${what}`, () => {
      const text = make(length);
      const time = least(ATTEMPTS, MOST, () => cpuTime(() => assert.deepEqual(outcomeOf(text), { apps, says })));
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
