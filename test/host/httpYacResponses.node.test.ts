import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Decrypted } from "../../src/editor/commands/commandTypes";
import { outputOf } from "../outputOf";
import { newKeyPair, payloadApp, seal } from "./envelopes";
import { inFront, newText } from "./inFront";
import { activated, forgetAll, until } from "./support";

/** Of httpYac's own program, as far as its extension writes it into documents. */
interface Response {
  readonly protocol: string;
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  };
}

/** `httpyac.responseViewContent`. */
type Content = "body" | "full" | "exchange";

describe("the documents that httpYac writes of a response", () => {
  let response: Response;

  before(async () => {
    await forgetAll();
    const keys = await newKeyPair();
    await payloadApp("Orders", keys);
    response = await received(JSON.stringify(await seal('{"n":1}', keys)));
  });
  beforeEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await until(() => vscode.window.tabGroups.all.length === 1, "one group is left");
  });
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  for (const content of ["body", "full", "exchange"] as const) {
    for (const kind of ["file", "untitled"] as const) {
      it(`have “Decrypt” above the payload, with ${content}, as ${kind}, and it opens beside them`, async () => {
        const text = textOf(response, content);
        const language = content === "body" ? "json" : "http";
        const document = kind === "untitled" ? await newText(text, language) : await stored(text, language);
        assert.equal(document.uri.scheme === "untitled", kind === "untitled");
        await vscode.languages.setTextDocumentLanguage(document, language);
        await inFront(document);
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          "vscode.executeCodeLensProvider",
          document.uri,
          100,
        );
        const [lens, ...others] = lenses.flatMap(({ range, command }) =>
          command?.command === "jwtApps.decryptSelection" ? [{ line: range.start.line, command }] : [],
        );
        assert.deepEqual([lens?.command.title, others], ["$(unlock) Decrypt", []]);
        assert.match(document.lineAt(lens?.line ?? 0).text, /^\{$/);
        const { uri } = await vscode.commands.executeCommand<Decrypted>(
          lens?.command.command ?? "",
          ...((lens?.command.arguments ?? []) as unknown[]),
        );
        const opened = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri ?? ""));
        assert.deepEqual(JSON.parse(opened.getText()), { n: 1 });
        await until(() => vscode.window.tabGroups.all.length === 2, "it is beside it");
      });
    }
  }
});

/** What httpYac's own program gets of a server that answers with the body. */
async function received(body: string): Promise<Response> {
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-test-"));
  const server = createServer((_, answer) => answer.setHeader("content-type", "application/json").end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    // Else the configuration of whatever folder is above would count.
    for (const name of [".httpyac.json", "package.json"]) writeFileSync(join(folder, name), "{}");
    writeFileSync(join(folder, "orders.http"), `GET http://127.0.0.1:${port}/api/public/orders\n`);
    const script = join(
      vscode.extensions.getExtension("xo-jwt.jwt-apps")?.extensionPath ?? "",
      "node_modules/httpyac/bin/httpyac.js",
    );
    const { stdout } = await outputOf(script, ["send", "orders.http", "--all", "--json", "--no-color"], {
      cwd: folder,
    });
    const { requests } = JSON.parse(stdout) as { requests: { response: Response }[] };
    return requests[0]?.response ?? assert.fail(stdout);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  }
}

/** As `getContent` of the extension's `src/view/editorResponseHandler.ts` writes it, 6.16.7, laid out as it does by itself. */
function textOf({ protocol, statusCode, statusMessage, headers, body, request }: Response, content: Content): string {
  const lines = (all: Readonly<Record<string, string>>): string[] =>
    Object.entries(all)
      .map(([name, value]) => `${name}: ${value}`)
      .sort();
  return [
    ...(content === "exchange" ? [`${request.method} ${request.url}`, ...lines(request.headers), ""] : []),
    ...(content === "body" ? [] : [`${protocol} ${statusCode} ${statusMessage}`, ...lines(headers), ""]),
    JSON.stringify(JSON.parse(body), undefined, 2),
  ].join("\n");
}

/** In the folder that the extension has for them, by a name as it makes it. */
async function stored(text: string, language: "json" | "http"): Promise<vscode.TextDocument> {
  const { folder } = await activated();
  const file = vscode.Uri.joinPath(folder, `../.httpyac/orders.${crypto.randomUUID().slice(0, 8)}.${language}`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return vscode.workspace.openTextDocument(file);
}
