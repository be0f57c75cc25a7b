import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeVsix } from "../package.mjs";
import { ROOT } from "../paths.mjs";

/**
 * Makes the sample workspace, leaving alone what is there. The sample app, requests.http and captured-response.json,
 * which is encrypted for that app, are made by the extension itself ("Create Sample App and Files") once VS Code has
 * started, so that no key is ever written to disk; the companion presses that button.
 */
export function makeSampleWorkspace(folder) {
  mkdirSync(join(folder, ".vscode"), { recursive: true });
  for (const [name, content] of Object.entries(FILES))
    if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), content);
}

/** Packages the companion, which is installed beside the extension. */
export function makeCompanion(folder) {
  return makeVsix(join(ROOT, "scripts/start/companion"), join(folder, "sample-starter.vsix"), "--skip-license");
}

const FILES = {
  // Tells the companion that this folder is `npm start`'s.
  [join(".vscode", "sample-workspace")]: "",
  "README.md": `# JWT Apps: a place to try it

1. Open **JWT Apps** in the activity bar. A sample app is there; its keys were made on this machine when it was first opened.
2. Open \`requests.http\`. Its token expired long ago, and is marked; **Refresh** above it writes a fresh one. To send it, run **JWT Apps: Start Local Platform** (F1), and use REST Client, httpYac or any other tool that reads .http files: the answer comes encrypted.
3. Open \`captured-response.json\`, a response that nobody can read, and run **JWT Apps: Decrypt Selection**. The text opens beside it and is never written to disk.
4. Make an app of your own: **JWT Apps: Create JWT App**.

Secrets are kept by VS Code, in this browser and for this address: they survive a reload and the next \`npm start\` on the same port, and are not there in another browser.
`,
};
