import * as assert from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { ADVERSARIAL_TEXTS } from "../hostile/adversarialTexts";
import { forgetAll, hs256App, newSecret, saved, signedToken, until } from "./support";

/** How much longer, in milliseconds, the host may be kept busy at a time than by an equal text that is none of ours: a busy machine and what VS Code does with lenses are in it. */
const MORE = 400;
/** However busy the machine is, it hardly interrupts each time. */
const ATTEMPTS = 8;
/** Nobody edits this, so the extension leaves it alone. */
const SCHEME = "jwt-apps-test-text";

const DOCUMENTS: readonly { readonly kind: string; readonly language: "http" | "json"; readonly length: number }[] = [
  { kind: "variables times blocks", language: "http", length: 400_000 },
  { kind: "GET / blocks", language: "http", length: 800_000 },
  { kind: "chained variables", language: "http", length: 400_000 },
  { kind: "tokens in one line", language: "http", length: 120_000 },
  { kind: 'runs of "d"', language: "json", length: 4_000_000 },
  { kind: 'runs of {"a":', language: "json", length: 900_000 },
  { kind: "errors of the platform", language: "json", length: 4_000_000 },
  { kind: "short lines", language: "http", length: 4_000_000 },
];

/** Whether the extension host goes on answering while documents are looked at that someone made to keep it busy. */
export function itStaysResponsive(): void {
  let app: JwtApp;
  let expired: string;
  before(async () => {
    await forgetAll();
    const secret = newSecret();
    app = await saved(hs256App("Hostile", { enforcePayloadEncryption: true, payloadKey: { kind: "shared" } }), {
      clientSecret: secret,
      payloadSharedKey: newSecret(),
    });
    expired = await signedToken({ appId: app.clientId, exp: 1 }, secret);
  });
  after(forgetAll);

  for (const { kind, language, length } of DOCUMENTS) {
    it(`while it looks at ${length / 1000} kB of ${kind}`, async () => {
      const make = ADVERSARIAL_TEXTS[kind] ?? assert.fail(`no text of ${kind}`);
      const measured: string[] = [];
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        // Behind everything else stands what is found last.
        const content = `${make(length)}\n### Last\nGET https://platform.kore.ai/api/public/bots\nauth: ${attempt === 0 ? expired : `${expired} `}\n`;
        const theirs = await longestBlock(() => openedElsewhere(content));
        const ours = await longestBlock(() => lookedThrough(content, language));
        measured.push(`${ours.toFixed(0)} ms, without us ${theirs.toFixed(0)} ms`);
        if (ours <= theirs + MORE) return;
      }
      assert.fail(measured.join("; "));
    });
  }
}

async function openedElsewhere(content: string): Promise<void> {
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: () => content,
  });
  try {
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument(vscode.Uri.parse(`${SCHEME}:/${crypto.randomUUID()}.txt`)),
    );
  } finally {
    provider.dispose();
  }
}

/** Until lenses and diagnostics are there, also after a change at the beginning. */
async function lookedThrough(content: string, language: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  const editor = await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri);
  await expiredIn(document);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), " "));
  await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri);
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
}

function expiredIn({ uri, lineCount }: vscode.TextDocument): Promise<void> {
  const isThere = (): boolean =>
    vscode.languages
      .getDiagnostics(uri)
      .some(({ code, range }) => code === "expired" && range.start.line === lineCount - 2);
  return until(isThere, "the last token is judged");
}

/** The longest time in milliseconds in which nothing else had its turn. */
async function longestBlock(action: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const tick = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(tick, 5);
  try {
    await action();
  } finally {
    clearInterval(timer);
    tick();
  }
  return longest;
}
