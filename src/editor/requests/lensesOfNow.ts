import type * as vscode from "vscode";

/**
 * Lenses of a document as it is when they are handed over. VS Code goes on waiting for what it asked of an older text,
 * and what comes replaces all lenses that it shows: for none they would be gone until it has asked again. So `look`
 * begins anew where the text changed meanwhile, which `isStale` tells it, and those of before stay until then.
 */
export async function lensesOfNow(
  document: vscode.TextDocument,
  cancellation: vscode.CancellationToken,
  look: (isStale: () => boolean) => Promise<vscode.CodeLens[] | undefined>,
): Promise<vscode.CodeLens[]> {
  const isOver = (): boolean => cancellation.isCancellationRequested || document.isClosed;
  while (!isOver()) {
    const { version } = document;
    const lenses = await look(() => isOver() || document.version !== version);
    if (document.version === version) return lenses ?? [];
  }
  return [];
}
