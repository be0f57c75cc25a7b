import * as vscode from "vscode";
import { UserError } from "../../../domain/errors";
import { blockOfLine, positionIn } from "../../../domain/requests/read/blockIndex";
import { missingHeader } from "../../../domain/requests/findings/sentTokenFindings";
import { say } from "../../../domain/text/sentence";
import type { Caller } from "../../commands/caller";
import type { UsedToken } from "../../commands/commandTypes";
import { duration, showStatus } from "../../workbench/statusMessage";
import { t } from "../../workbench/words";
import { DestinationGate } from "../../requests/destination/destinationGate";
import type { OpenDocuments } from "../../documents/openDocuments";
import { requestAt, tiedAppAt } from "../../documents/requestAtLine";
import type { Consents } from "../../commands/consents";
import type { GateMemory } from "../../requests/destination/gateMemory";
import type { AppStore } from "../../storage/appStore";
import type { TokenService } from "../tokenService";

export interface WritingServices {
  readonly openDocuments: OpenDocuments;
  readonly store: Pick<AppStore, "apps">;
  readonly tokens: Pick<TokenService, "mintFor">;
  readonly consents: Consents;
  readonly gateMemory: GateMemory;
}

/**
 * Gives a request without a token one of the app that its file names, in the header where its door reads it. The file
 * may be anybody's, and nothing in it is known to be the person's own: so it asks, as a refresh of such a token does.
 */
export async function insertMissingToken(
  services: WritingServices,
  { document, line }: { readonly document: vscode.TextDocument; readonly line: number },
  caller: Caller,
): Promise<UsedToken> {
  const apps = await services.store.apps();
  const index = await services.openDocuments.index(document);
  const { version } = document;
  const app = tiedAppAt(index, line, apps);
  const place = missingTokenAt(index, line);
  if (!index || !place) throw new UserError("no-request", "There is no request without a token here.");
  if (!app) {
    throw new UserError("request-of-no-app", "Of which app this request is can't be told.", {
      remedy: "Write a line “# jwt-app: name” above the request.",
    });
  }
  if (caller === "code") await services.consents.tokens(app);
  if (!vscode.workspace.isTrusted) {
    throw new UserError("restricted-mode", "In Restricted Mode no token is written for an app that a file names.", {
      remedy: "Trust this workspace, or copy a token and paste it yourself.",
    });
  }
  const gate = new DestinationGate(services.gateMemory);
  const reasons =
    caller === "code" ? [] : [say("the file names the app, and no token that is known to be yours stands there")];
  const state = await gate.pass({
    document,
    version,
    app,
    use: "write",
    reasons,
    lines: [place.line],
    asksEachTime: true,
  });
  const minted = await services.tokens.mintFor(app, { profile: "publicApi" }, "person");
  if (state !== (await gate.stateOf(document)) || document.version !== version) throw notInserted();
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    place.range,
    place.write(minted.token, document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n"),
  );
  if (!(await vscode.workspace.applyEdit(edit))) throw notInserted();
  showStatus(t("Inserted a token for {0}, valid for {1}", app.name, duration(minted.lifetimeSeconds)));
  return { app: app.name, expiresAt: minted.expiresAt };
}

function missingTokenAt(index: Parameters<typeof requestAt>[0], line: number) {
  const placed = index && blockOfLine(index.blocks, line);
  const sent = requestAt(index, line);
  const request = placed?.block.request;
  const missing = request && sent && missingHeader({ text: placed.text, request }, sent);
  if (!missing) return undefined;
  const position = (offset: number): vscode.Position => {
    const at = positionIn(placed, offset);
    return new vscode.Position(at.line, at.character);
  };
  const range = new vscode.Range(position(missing.range.start), position(missing.range.end));
  return { range, write: missing.write, line: position(request.start).line };
}

function notInserted(): UserError {
  return new UserError(
    "token-not-inserted",
    "The token could not be inserted: the file is read-only, or it was changed meanwhile.",
  );
}
