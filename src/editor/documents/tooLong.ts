import type * as vscode from "vscode";
import { LIMITS } from "../../domain/limits";
import type { PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";
import { lensOver } from "./registerLenses";

/** What isn't looked for in a document that is too long for it, and what can be done instead. */
export function tooLong(sought: "requests" | "errors" | "payloads"): PlainText {
  switch (sought) {
    case "requests":
      return t(
        "JWT Apps looks for no tokens, secrets or requests in files of more than {0} million characters or {1} requests",
        LIMITS.document / 1_000_000,
        LIMITS.blocks.toLocaleString(),
      );
    case "errors":
      return t(
        "JWT Apps looks for no errors of the platform in files of more than {0} million characters: select one and explain it",
        LIMITS.document / 1_000_000,
      );
    case "payloads":
      return t(
        "JWT Apps looks for no encrypted payloads in files of more than {0} million characters: select one and decrypt the selection",
        LIMITS.payloads / 1_000_000,
      );
  }
}

/** The same over the first line. */
export function tooLongLens(sought: Parameters<typeof tooLong>[0], command = ""): vscode.CodeLens {
  return lensOver(0, { title: tooLong(sought), command });
}
