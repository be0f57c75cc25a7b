import * as vscode from "vscode";
import { isRequestFileName } from "../../domain/requests/read/requestFileName";

/** `request`: a request file. `data`: JSON or dotenv, where tokens are kept. `text`: any other that can be edited. */
export type DocumentKind = "request" | "data" | "text";

/** What a document is to us; undefined for what nobody edits, such as output, or a version in source control. */
export function documentKind({ uri, languageId }: vscode.TextDocument): DocumentKind | undefined {
  if (uri.scheme !== "untitled" && vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== true) return undefined;
  if (languageId === "http" || isRequestFileName(uri.path)) return "request";
  return DATA_LANGUAGES.includes(languageId) ||
    /(?:^|\/)\.env(?:\.[\w.-]+)?$|\.(?:env|json|jsonc|jsonl)$/i.test(uri.path)
    ? "data"
    : "text";
}

const DATA_LANGUAGES = ["json", "jsonc", "jsonl", "dotenv"];

/** Where tokens get lenses. */
export const LENS_SELECTOR: vscode.DocumentSelector = [
  { language: "http" },
  { pattern: "**/*.{http,rest,HTTP,REST}" },
  ...DATA_LANGUAGES.map((language) => ({ language })),
  { pattern: "**/{.env,.env.*,*.env}" },
];

/** Where answers of the platform are kept: requests with their responses, captured JSON, logs. */
export const CAPTURE_SELECTOR: vscode.DocumentSelector = [
  ...["json", "jsonc", "jsonl", "http", "log"].map((language) => ({ language })),
  { pattern: "**/*.{http,rest,json,jsonl,har,log}" },
];

/** In UTF-16 units, without putting the text together. */
export function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}
