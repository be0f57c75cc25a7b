import * as vscode from "vscode";
import { appsNamed } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { requestParts } from "../../domain/requests/write/requestParts";
import { type RequestTarget, targetById, targetId, targetTitle } from "../../domain/requests/write/requestTargets";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { confirmed } from "../prompts/prompts";
import { insertRequest, type InsertServices } from "../requests/write/insertRequest";
import { newRequestFile } from "../requests/write/newRequestFile";
import { t } from "../workbench/words";
import { fileToWrite } from "./fileToWrite";
import { type Answer, assertTrusted, type Plan, type Question } from "./plan";
import { beforeQuoted, quotedName } from "./quoted";
import type { ToolInput } from "./toolInputs";

interface Writing {
  readonly app: JwtApp;
  readonly target: RequestTarget;
  readonly use: Use;
  /** Undefined for a new one. */
  readonly uri: vscode.Uri | undefined;
}

type Use = NonNullable<ToolInput<"writeRequest">["use"]>;

/** Writes a request whose token comes when it is sent: neither a token nor the gateway's address is in the file. */
export async function planWriteRequest(
  services: InsertServices,
  { app: named, endpoint, use = "gateway", uri }: ToolInput<"writeRequest">,
): Promise<Plan> {
  assertTrusted();
  const target = targetById(endpoint);
  const refusal = use === "gateway" ? services.gatewayVariable.refusal() : undefined;
  if (refusal) throw refusal;
  const app = onlyApp(await services.store.apps(), named);
  const writing: Writing = { app, target, use, uri: await fileToWrite(uri) };
  const run = async (): Promise<Answer> => {
    // While the question stood, a link may have come in the file's place.
    if (uri !== undefined) await fileToWrite(uri);
    return write(services, writing);
  };
  return { doing: t("Writing a request"), question: questionOf(writing), run };
}

/** Nobody was asked yet whether client IDs may be told. */
function onlyApp(apps: readonly JwtApp[], named: string): JwtApp {
  const [app, ...others] = appsNamed(apps, named);
  if (!app) throw new UserError("unknown-app", "There is no such JWT app.", { remedy: "listApps tells their names." });
  if (others.length === 0) return app;
  throw new UserError("ambiguous-app", "Several JWT apps have this name.", {
    remedy: "Name the one that is meant by its client ID.",
  });
}

function questionOf({ app, target, use, uri }: Writing): Question {
  const file = uri ? asText(vscode.workspace.asRelativePath(uri)) : t("a new request file");
  const message = joined(
    [
      t(
        "It calls “{0}”. The file gets the app's name, host and bot ID, which a chat can read there.",
        targetTitle(target),
      ),
      tokenInWords(use),
      t("It isn't saved."),
    ],
    " ",
  );
  return {
    title: t("Write a request of “{0}” into {1}?", app.name, file),
    message,
    about: JSON.stringify([app.id, uri?.toString()]),
    ask: async () =>
      confirmed(
        t("Write a request of “{0}” into {1} for another extension or a script?", app.name, file),
        message,
        t("Write Request"),
        t("Don't Write"),
      ),
  };
}

function tokenInWords(use: Use): PlainText {
  return use === "gateway"
    ? t("No token is in it: the gateway adds it when the request is sent.")
    : t("No token is in it: a script of httpYac asks for it when the request is sent.");
}

async function write(services: InsertServices, { app, target, use, uri }: Writing): Promise<Answer> {
  const argument = { app: app.id, endpoint: targetId(target), use };
  if (uri) {
    await showAtEnd(uri);
    await insertRequest(services, argument, "code");
  } else await newRequestFile(services, argument, "code");
  const active = vscode.window.activeTextEditor;
  const editor = uri && active?.document.uri.toString() !== uri.toString() ? undefined : active;
  return {
    summary: beforeQuoted(t("The request stands in the editor, unsaved."), tokenInWords(use)),
    ...(editor && { line: editor.selection.active.line + 1 }),
    use,
    leftToFillIn: [...requestParts(target, app).blanks],
    quoted: { ...(editor && { file: quotedName(vscode.workspace.asRelativePath(editor.document.uri)) }) },
  };
}

/** In the file in front the cursor says where; in another one nobody put it anywhere. */
async function showAtEnd(uri: vscode.Uri): Promise<void> {
  const isInFront = vscode.window.activeTextEditor?.document.uri.toString() === uri.toString();
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  const end = document.lineAt(document.lineCount - 1).range.end;
  if (!isInFront) editor.selection = new vscode.Selection(end, end);
}
