import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeVsix } from "../../scripts/package.mjs";
import { openWorkbench, type Workbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { inSteps } from "./inSteps";
import { searchFolder, searchText } from "./leakSearch";
import { until } from "./until";
import { browserStorage, Recording } from "./recording";

/** What a person is asked where other extensions want tokens, and where that is taken back. */
describe("a person's word to extensions that ask for tokens", () => {
  let folder: string;
  let workbench: Workbench;
  let window: Window;
  let recording: Recording;
  const tokens: string[] = [];
  const asked = new Map<string, number>();

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "jwt-apps-test-"));
    workbench = await openWorkbench({ besideVsix: ["Orders", "Reports"].map((name) => makeAsker(folder, name)) });
    window = workbench.window;
    recording = new Recording(workbench.context);
  });
  after(async () => {
    await workbench.dispose();
    rmSync(folder, { recursive: true });
  });
  inSteps("failed-sessions", () => window);

  const wants = (name: string): string => `The extension 'Acme ${name}' wants to sign in using JWT Apps.`;
  const OURS = "Sign in with “Sample app” for another extension?";

  /** Lets the extension ask, with these answers to the questions that come up, and returns what it then says it has. */
  async function ask(name: string, ...answers: readonly (readonly [string, string])[]): Promise<string> {
    const time = (asked.get(name) ?? 0) + 1;
    asked.set(name, time);
    await window.runCommand(`Acme ${name}: Ask for a Token`);
    for (const [question, answer] of answers)
      // The next comes up in the moment in which one goes.
      await window.dialog.filter({ hasText: question }).getByRole("button", { name: answer, exact: true }).click();
    // A message that is on its way out is not the one of this time.
    const said = await window.notified(`${name} asked (${time}): `);
    const has = await said.innerText();
    await window.runCommand("Notifications: Clear All Notifications");
    if (has.includes("a token of")) tokens.push(await window.readClipboard());
    return has;
  }

  it("is asked for the extension, and for the app, and counts for the next time", async () => {
    await window.showContainer("JWT Apps");
    await window.runCommand("JWT Apps: Create Sample App and Files");
    await window.notified("The cursor is in a response");
    await window.runCommand("Notifications: Clear All Notifications");
    assert.match(
      await ask("Orders", [wants("Orders"), "Allow"], [OURS, "Don't Sign In"]),
      /Orders asked \(1\): Canceled/,
    );
    const has = await ask("Orders", [wants("Orders"), "Allow"], [OURS, "Sign In"]);
    assert.match(has, /a token of Sample app \(cs-[\w-]+\) #[0-9a-f]{6}/);
    // In one second two tokens without a jti are the same.
    const { iat } = JSON.parse(Buffer.from(tokens[0]?.split(".")[1] ?? "", "base64url").toString()) as { iat: number };
    await until("the next second", () => Date.now() / 1000 >= iat + 1 || undefined);
    assert.equal((await ask("Orders")).replace("(3)", "(2)"), has);
    assert.equal(new Set(tokens).size, 2);
  });

  it("is asked for each extension", async () => {
    assert.match(await ask("Reports", [wants("Reports"), "Cancel"]), /: User did not consent to login/);
    assert.match(await ask("Reports", [wants("Reports"), "Allow"]), /a token of Sample app/);
  });

  it("is taken back in VS Code's own list", async () => {
    await window.runCommand("Accounts: Manage Trusted Extensions For Account");
    await window.quickPickRow("Sample app").first().click();
    await window.quickPickRow("Acme Orders").first().getByRole("checkbox").first().click();
    await window.page.locator(".quick-input-widget:visible").getByRole("button", { name: "OK" }).click();
    assert.match(await ask("Orders", [wants("Orders"), "Cancel"]), /: User did not consent to login/);
    assert.match(await ask("Reports"), /a token of Sample app/);
  });

  it("ends for all with signing out", async () => {
    await window.runCommand("Accounts: Manage Accounts");
    await window.quickPickRow("Sample app").first().click();
    await window.quickPickRow("Sign Out").first().click();
    assert.match(await window.decide("Sign Out"), /Sample app[^]*Acme Orders[^]*Acme Reports/);
    const again = await ask("Reports", [wants("Reports"), "Allow"], [OURS, "Don't Sign In"]);
    assert.match(again, /Reports asked \(\d\): Canceled/);
  });

  it("leaves no token anywhere", async () => {
    assert.equal(tokens.length, 4);
    const sought = tokens.flatMap((token) =>
      token
        .split(".")
        .slice(1)
        .map((text, part) => ({ name: `part ${part + 1} of a token`, text })),
    );
    assert.deepEqual(searchFolder(workbench.folder, sought), []);
    assert.deepEqual(searchText("the browser's storage", await browserStorage(window), sought), []);
    assert.deepEqual(searchText("the console", recording.text, sought), []);
  });
});

/** The VSIX of an extension that asks for a token of the sample's app, says what it has, and copies it. */
function makeAsker(folder: string, name: string): string {
  const source = join(folder, name);
  mkdirSync(source);
  const command = `acme.${name}`;
  writeFileSync(
    join(source, "package.json"),
    JSON.stringify({
      name: name.toLowerCase(),
      publisher: "acme",
      displayName: `Acme ${name}`,
      description: "Asks for tokens.",
      version: "0.0.1",
      license: "MIT",
      private: true,
      engines: { vscode: "^1.100.0" },
      main: "./extension.js",
      contributes: { commands: [{ command, title: "Ask for a Token", category: `Acme ${name}` }] },
    }),
  );
  writeFileSync(
    join(source, "extension.js"),
    `const vscode = require("vscode");
let asked = 0;
const ask = () => vscode.authentication.getSession("jwtApps", ["app:Sample app"], { createIfNone: true });
const has = async ({ account, accessToken }) => {
  await vscode.env.clipboard.writeText(accessToken);
  return "a token of " + account.label;
};
exports.activate = ({ subscriptions }) =>
  subscriptions.push(
    vscode.commands.registerCommand("${command}", async () => {
      const said = await ask().then(has, ({ message }) => message);
      vscode.window.showInformationMessage("${name} asked (" + ++asked + "): " + said);
    }),
  );
`,
  );
  return makeVsix(source, join(folder, `${name}.vsix`), "--skip-license");
}
