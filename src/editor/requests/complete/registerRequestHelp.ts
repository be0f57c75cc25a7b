import * as vscode from "vscode";
import { REQUEST_SELECTOR } from "../../documents/documentKind";
import { mayTellAppsAtCursor, mayTellAppsAtPointer } from "../../documents/seenByPerson";
import type { HoverServices } from "./endpointHover";

/** Completions and hovers in request files. What they do is loaded when it is asked for. */
export function registerRequestHelp(services: HoverServices): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(
      REQUEST_SELECTOR,
      {
        provideCompletionItems: async (document, position, cancellation) => {
          if (!isBehind(document, position, MAY_BE_COMPLETED)) return undefined;
          // As it is when it is asked for: the cursor goes on while something is loaded.
          const tellsApps = mayTellAppsAtCursor(document, position);
          const { requestCompletions } = await import("./requestCompletions");
          return requestCompletions(services, { document, position, cancellation, tellsApps });
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
        if (!isBehind(document, position, MAY_BE_PATH)) return undefined;
        const tellsApps = mayTellAppsAtPointer(document, position);
        const { endpointHover } = await import("./endpointHover");
        return endpointHover(services, { document, position, cancellation, tellsApps });
      },
    }),
  );
}

/** A longer line is no request that somebody types (placeInRequest): for it nothing is loaded. */
const LONGEST = 2_000;

function isBehind(document: vscode.TextDocument, { line, character }: vscode.Position, beginning: RegExp): boolean {
  const { text } = document.lineAt(line);
  return text.length <= LONGEST && beginning.test(text.slice(0, character));
}

/** A request line, the name or value of a header, or a comment that names an app. */
const MAY_BE_COMPLETED =
  /^[ \t]*(?:[a-z]{3,7}[ \t]+\S*|https?:\S*|\{\{\S*|[\w-]*(?:[ \t]*:.*)?|(?:#|\/\/)[#/ \t]*jwt-app[ \t]*:.*)$/i;
const MAY_BE_PATH = /^[ \t]*(?:[a-z]{3,7}[ \t]+)?(?:https?:|\{\{|\/)/i;
