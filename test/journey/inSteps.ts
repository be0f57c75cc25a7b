import type { Window } from "../vscode/window";

/** The tests of this `describe` stand on each other: after one that failed, of which a picture is taken, the rest is skipped. */
export function inSteps(picture: string, window: () => Window): void {
  let failed = false;
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== "failed" || failed) return;
    failed = true;
    await window()
      .picture(picture)
      .catch(() => undefined);
  });
}
