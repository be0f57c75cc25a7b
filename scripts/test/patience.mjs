/**
 * How long the tests wait for a state before they call it missing, in milliseconds. A wait ends as soon as its state is
 * there, so that long limits cost time only where something is broken; a busy machine needs them.
 * JWT_APPS_PATIENCE multiplies them all: 3 for a machine that is three times as slow as that.
 */
export const PATIENCE = {
  /** For one thing to happen. */
  state: patience(120_000),
  /** For a program to come up: VS Code's server, its page, a browser. */
  start: patience(180_000),
  /** For one test, which waits for several things. */
  test: patience(600_000),
  /** For a suite to say something of any test. */
  suite: patience(900_000),
};

/** So many milliseconds, on a machine as slow as it is said to be. */
export function patience(milliseconds) {
  return milliseconds * factor();
}

/** The web worker host has no environment: what starts it sets the variable (test/vscode/host.ts). */
function factor() {
  const told = Number(globalThis.process?.env?.["JWT_APPS_PATIENCE"] ?? globalThis.testPatience ?? 1);
  return Number.isFinite(told) && told > 1 ? told : 1;
}
