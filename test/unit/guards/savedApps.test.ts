import { strict as assert } from "node:assert";
import { filesIn, read } from "./repository";

/** Where apps are made that weren't there before. */
const CREATING = [
  "src/editor/appForm/formSession.ts",
  "src/editor/apps/importApps.ts",
  "src/editor/localPlatform/copyForLocalPlatform.ts",
  "src/editor/sample/sampleApp.ts",
];

describe("What is saved of an app", () => {
  it("is a change of the app as it is, but for one that is made anew: what was read before a question may be gone by its answer", () => {
    const saving = filesIn(["src/editor"], ".ts").filter((file) => /\b(?:store|apps)\s*\.\s*save\(/.test(read(file)));
    assert.deepEqual(saving, CREATING);
  });
});
