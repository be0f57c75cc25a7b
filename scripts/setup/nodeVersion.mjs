// Old syntax only: see setup.mjs.

/** The sentence for a Node older than 20.19, else undefined. `version` as in `process.versions.node`. */
export function nodeProblem(version) {
  const parts = version.split(".").map(Number);
  if (parts[0] > 20 || (parts[0] === 20 && parts[1] >= 19)) return undefined;
  return (
    "JWT Apps needs Node 20.19 or newer and this is " + version + ": install a newer Node and run the command again."
  );
}

/** Whether the servers and the browser from npm run here; elsewhere only the unit tests and a desktop VS Code do. */
export function hasHosts(platform, arch) {
  return platform === "linux" && arch === "x64";
}
