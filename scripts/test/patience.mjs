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
  /** For one test, which waits for several things; in a full run it may try all of what is many times many. */
  test: patience(isFull() ? 3_600_000 : 600_000),
  /** For a suite to say something of any test. */
  suite: patience(isFull() ? 4_500_000 : 900_000),
};

/** So many milliseconds, on a machine as slow as it is said to be. */
export function patience(milliseconds) {
  return milliseconds * factor();
}

function isFull() {
  return globalThis.process?.env?.["JWT_APPS_FULL"] !== undefined;
}

/** The web worker host has no environment: what starts it sets the variable (test/vscode/host.ts). */
function factor() {
  const told = Number(globalThis.process?.env?.["JWT_APPS_PATIENCE"] ?? globalThis.testPatience ?? 1);
  return Number.isFinite(told) && told > 1 ? told : 1;
}
