import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import jsonwebtoken from "jsonwebtoken";
import { IS_FULL, SEED } from "../sample";
import { type Workbench, openWorkbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";
import { AppForm } from "./appForm";
import { encryptedResponse } from "./encryptedResponse";
import { busy, calm, canBeLate, late } from "./machines";
import { until } from "./until";

const CLIENT_ID = "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68";
/** How often each file is opened first in a window. */
const OPENINGS = Number(process.env["JWT_APPS_OPENINGS"] ?? 1);

/** Each kind of lens, in a file of its own, with all that its line says, from left to right. */
const KINDS = [
  { kind: "a token", file: "requests.http", says: /^Order Bot · expires in \d days\s\|\sRefresh$/ },
  { kind: "an error of the platform", file: "answer.json", says: /^\S* ?Explain This Error$/ },
  { kind: "an encrypted payload", file: "captured.json", says: /^\S* ?Decrypt$/ },
] as const;
const MACHINES = { calm, busy, late } as const;

/** Nobody scrolls, types, or clicks into the editor: what isn't painted then is not there for whoever looks. */
describe("lenses of the first file that a window opens", function () {
  const clientSecret = randomBytes(32).toString("base64");
  let workbench: Workbench;
  let window: Window;

  before(async () => {
    workbench = await openWorkbench({ alwaysPainted: true });
    window = workbench.window;
    await canBeLate(workbench.context);
    await window.showContainer("JWT Apps");
    await window.page.getByRole("region", { name: "Welcome" }).getByRole("button", { name: "Create JWT App" }).click();
    const form = await AppForm.in(window, "Create a JWT app");
    await form.fill({ Name: "Order Bot", "Client ID": CLIENT_ID, "Client Secret": clientSecret });
    await form.next();
    await form.tick("Enforce Request and Response Payload Encryption");
    const payloadKey = await form.publicKey("Payload Public Key");
    await form.done("“Order Bot” was created");
    await form.button("Close").click();
    await window.editorTab("Order Bot").waitFor({ state: "hidden" });
    const token = jsonwebtoken.sign({ appId: CLIENT_ID, sub: "user-7" }, clientSecret, {
      algorithm: "HS256",
      expiresIn: "9d",
    });
    const files = {
      "requests.http": `### Messages of a week\nGET https://platform.kore.ai/api/public/bots\nauth: ${token}\n`,
      "answer.json": `${JSON.stringify({ errors: [{ msg: "Permission denied. Scope is incorrect!", code: 4002 }] }, undefined, 2)}\n`,
      "captured.json": encryptedResponse(payloadKey, '{"total":1}'),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(workbench.workspace, name), text);
  });
  after(() => workbench.dispose());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await window.picture("failed-first-opening");
  });

  for (let opening = 1; opening <= OPENINGS; opening++) {
    for (const [row, { kind, file, says }] of KINDS.entries()) {
      for (const [column, [name, machine]] of Object.entries(MACHINES).entries()) {
        const picture = file.replace(/\..*/, `-${name}`);
        // A window takes seconds to come up: each kind is on each machine in a run, by one way of the two, which the seed draws.
        const tries = (way: number): boolean => IS_FULL || (SEED + opening + row + column) % 2 === way;

        if (tries(0))
          it(`say what they do over ${kind} (${name}, ${opening})`, async () => {
            await window.runCommand("View: Close All Editors");
            await window.editor.waitFor({ state: "hidden" });
            await machine(window, async () => {
              await window.reloadByCommand();
              await window.openFile(file);
              await isPainted(says);
            });
            await window.picture(`first-opening-${picture}`);
          });

        if (tries(1))
          it(`say so over ${kind} where the window comes back with the file open (${name}, ${opening})`, async () => {
            await window.runCommand("View: Close All Editors");
            await window.openFile(file);
            await machine(window, async () => {
              await window.reloadByCommand();
              await window.editorTab(file).waitFor();
              await isPainted(says);
            });
            await window.picture(`reopened-${picture}`);
          });
      }
    }
  }

  /** Waits until all that the one line of lenses says is where it can be seen. */
  async function isPainted(says: RegExp): Promise<void> {
    const words = window.lensLine.filter({ hasText: says });
    await words.waitFor();
    await until("lens that nothing hides", async () => (await words.evaluate(isInFront)) || undefined);
  }
});

/** Runs in the page: whether an element is what a click on its middle would hit. */
function isInFront(element: Element): boolean {
  const { x, y, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}
