import * as vscode from "vscode";
import { REQUEST_SELECTOR } from "../../documents/documentKind";
import type { HoverServices } from "./endpointHover";

/** Completions and hovers in request files. What they do is loaded when it is asked for. */
export function registerRequestHelp(services: HoverServices): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(
      REQUEST_SELECTOR,
      {
        provideCompletionItems: async (document, position, cancellation) => {
          if (!MAY_BE_COMPLETED.test(lineBefore(document, position))) return undefined;
          const { requestCompletions } = await import("./requestCompletions");
          return requestCompletions(services, { document, position, cancellation });
        },
        resolveCompletionItem: async (item) => {
          const { withDocumentation } = await import("./requestCompletions");
          return withDocumentation(item);
        },
      },
      ...["/", "}", ":", " "],
    ),
    vscode.languages.registerHoverProvider(REQUEST_SELECTOR, {
      provideHover: async (document, position, cancellation) => {
        if (!MAY_BE_PATH.test(lineBefore(document, position))) return undefined;
        const { endpointHover } = await import("./endpointHover");
        return endpointHover(services, { document, position, cancellation });
      },
    }),
  );
}

/** A line of which more is no request that somebody types. */
const LONGEST = 2_000;

function lineBefore(document: vscode.TextDocument, { line, character }: vscode.Position): string {
  return document.lineAt(line).text.slice(0, Math.min(character, LONGEST));
}

/** A request line, the name or value of a header, or a comment that names an app. */
const MAY_BE_COMPLETED =
  /^[ \t]*(?:[a-z]{3,7}[ \t]+\S*|https?:\S*|\{\{\S*|[\w-]*(?:[ \t]*:.*)?|(?:#|\/\/)[#/ \t]*jwt-app[ \t]*:.*)$/i;
const MAY_BE_PATH = /^[ \t]*(?:[a-z]{3,7}[ \t]+)?(?:https?:|\{\{|\/)/i;
