import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeVsix } from "../../scripts/package.mjs";

/** What the stand-in was called on: the document as it stood when it would have sent it. */
export interface Sent {
  readonly uri: string;
  readonly text: string;
  /** Zero-based lines of the range that it was given, and the line of the cursor. */
  readonly range: { readonly start: number; readonly end: number };
  readonly cursor: number;
}

const MANIFEST = {
  name: "rest-client",
  publisher: "humao",
  displayName: "REST Client (stand-in)",
  description: "Writes down what REST Client would send.",
  version: "0.0.1",
  license: "MIT",
  private: true,
  engines: { vscode: "^1.100.0" },
  main: "./extension.js",
  contributes: { commands: [{ command: "rest-client.request", title: "Rest Client: Send Request" }] },
};

/** Like REST Client it starts when the command is called; of `(document, range)` it takes the range, and the active editor. */
const CODE = `
const { appendFileSync } = require("node:fs");
const vscode = require("vscode");
exports.activate = ({ subscriptions }) => subscriptions.push(vscode.commands.registerCommand("rest-client.request", (_document, range) => {
  const { document, selection } = vscode.window.activeTextEditor;
  range ??= new vscode.Range(selection.active, selection.active);
  const sent = { uri: document.uri.toString(), text: document.getText(), range: { start: range.start.line, end: range.end.line }, cursor: selection.active.line };
  appendFileSync(__dirname + "/sent.jsonl", JSON.stringify(sent) + "\\n");
}));
`;

/** Makes the VSIX of an extension that goes by REST Client's name and sends nothing, in a folder of its own. */
export function makeRestClient(folder: string): string {
  const source = join(folder, "rest-client");
  mkdirSync(source);
  writeFileSync(join(source, "package.json"), JSON.stringify(MANIFEST));
  writeFileSync(join(source, "extension.js"), CODE);
  return makeVsix(source, join(folder, "rest-client.vsix"), "--skip-license");
}

/** What it has been called on so far, in the workbench whose extensions lie in that folder. */
export function sentSoFar(extensionsFolder: string): Sent[] {
  const folder = readdirSync(extensionsFolder).find((name) => name.startsWith("humao.rest-client-"));
  if (folder === undefined) throw new Error("the stand-in for REST Client is not installed");
  try {
    return readFileSync(join(extensionsFolder, folder, "sent.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Sent);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
