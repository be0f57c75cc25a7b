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

/** The names of request files; patterns tell capitals apart. */
export const REQUEST_FILES = "**/*.{http,rest,HTTP,REST}";
export const REQUEST_SELECTOR = [{ language: "http" }, { pattern: REQUEST_FILES }];

/** Where tokens get lenses. */
export const LENS_SELECTOR: vscode.DocumentSelector = [
  ...REQUEST_SELECTOR,
  ...DATA_LANGUAGES.map((language) => ({ language })),
  { pattern: "**/{.env,.env.*,*.env}" },
];

/** Where answers of the platform are kept: requests with their responses, captured JSON, logs. */
export const CAPTURE_SELECTOR: vscode.DocumentSelector = [
  ...REQUEST_SELECTOR,
  ...["json", "jsonc", "jsonl", "log"].map((language) => ({ language })),
  { pattern: "**/*.{json,jsonl,har,log}" },
];

/** In UTF-16 units, without putting the text together. */
export function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}
