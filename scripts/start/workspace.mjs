import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeVsix } from "../package.mjs";
import { ROOT } from "../paths.mjs";

/**
 * Makes the sample workspace, leaving alone what is there. The sample app and captured-response.json, which is
 * encrypted for that app, are made by the extension itself ("Create Sample App and Files") once VS Code has started, so
 * that no key is ever written to disk; the companion presses that button.
 */
export function makeSampleWorkspace(folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(FILES)) if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), content);
}

/** Packages the companion, which is installed beside the extension. */
export function makeCompanion(folder) {
  return makeVsix(join(ROOT, "scripts/start/companion"), join(folder, "sample-starter.vsix"), "--skip-license");
}

const FILES = {
  "README.md": `# JWT Apps: a place to try it

1. Open **JWT Apps** in the activity bar. A sample app is there; its keys were made on this machine when it was first opened.
2. Open \`requests.http\`, put the cursor behind \`auth: \`, and run **JWT Apps: Insert Token at Cursor** (F1). The token is the one that this app needs.
3. Open \`captured-response.json\`, a response that nobody can read, and run **JWT Apps: Decrypt Selection**. The text opens beside it and is never written to disk.
4. Make an app of your own: **JWT Apps: Create JWT App**.

Secrets are kept by VS Code, in this browser and for this address: they survive a reload and the next \`npm start\` on the same port, and are not there in another browser.
`,
  "requests.http": `# Requests to the local platform (F1, "JWT Apps: Start Local Platform"), as they go to the real one. Send them with REST
# Client, httpYac or any other tool that reads .http files.
@host = http://localhost:8787
@botId = st-12345678-1234-5234-8234-123456789012

### Sessions of a bot; the answer comes encrypted
# jwt-app: Sample app
POST {{host}}/api/public/bot/{{botId}}/getSessions
auth: 
Content-Type: application/json

{
  "skip": 0,
  "limit": 10,
  "includeMeta": true
}
`,
};
