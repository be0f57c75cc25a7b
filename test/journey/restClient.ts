import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { makeVsix } from "../../scripts/package.mjs";
import { ROOT } from "../../scripts/paths.mjs";

/** What the stand-in was called on: the document as it stood when it would have sent it. */
export interface Sent {
  readonly uri: string;
  readonly text: string;
  /** Zero-based lines of the range that it was given, and the line of the cursor. */
  readonly range: { readonly start: number; readonly end: number };
  readonly cursor: number;
}

/** As 0.26 has it, with a setting of its own: whether what it is called on is sent, and the answer shown. */
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
  contributes: {
    commands: [
      { command: "rest-client.request", title: "Send Request", category: "Rest Client" },
      {
        command: "rest-client.copy-response-body",
        title: "Copy Response Body",
        category: "Rest Client",
        icon: "$(copy)",
      },
    ],
    menus: {
      commandPalette: [{ command: "rest-client.copy-response-body", when: "httpResponsePreviewFocus" }],
      "editor/title": [
        { command: "rest-client.copy-response-body", when: "httpResponsePreviewFocus", group: "navigation@3" },
      ],
    },
    configuration: {
      title: "REST Client",
      properties: {
        "rest-client.sends": { type: "boolean", default: false, description: "Of the stand-in alone." },
        "rest-client.environmentVariables": { type: "object", default: {}, description: "As REST Client's." },
      },
    },
  },
};

/** Makes the VSIX of an extension that goes by REST Client's name, in a folder of its own. */
export function makeRestClient(folder: string): string {
  const source = join(folder, "rest-client");
  mkdirSync(source);
  writeFileSync(join(source, "package.json"), JSON.stringify(MANIFEST));
  buildSync({
    entryPoints: [join(ROOT, "test/journey/restClientStandIn.ts")],
    outfile: join(source, "extension.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "error",
  });
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
