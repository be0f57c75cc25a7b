import * as vscode from "vscode";
import { later } from "../../domain/longTimer";

/** The lenses of a document, each with its words; undefined where `isStale` says that nobody waits for them any more. */
export type LensFinder = (
  document: vscode.TextDocument,
  isStale: () => boolean,
) => Promise<vscode.CodeLens[] | undefined>;

/**
 * Milliseconds after which lenses are asked for again when an editor came into view: VS Code remembers where lenses
 * were, puts blank or dead ones there first, and gives the words of the answer only to lines that are painted by then.
 * On a slow screen they aren't, and would stay blank until somebody scrolls.
 */
const SECOND_LOOKS = [1_500, 6_000];

/**
 * Registers what finds lenses. They are given with their words at once: VS Code asks for the words of painted lines at
 * moments of its own, and may never do so for a file that nobody scrolls or changes.
 */
export function registerLenses(
  selector: vscode.DocumentSelector,
  find: LensFinder,
  changed?: vscode.Event<void>,
): vscode.Disposable {
  const again = new vscode.EventEmitter<void>();
  const looks = new SecondLooks(() => again.fire());
  return vscode.Disposable.from(
    again,
    looks,
    ...(changed ? [changed(() => again.fire())] : []),
    vscode.languages.registerCodeLensProvider(selector, {
      onDidChangeCodeLenses: again.event,
      provideCodeLenses: async (document, cancellation) => {
        const lenses = await lensesOfNow(document, cancellation, find);
        if (lenses.length > 0) looks.given(document);
        return lenses;
      },
    }),
  );
}

/** A lens over a line. */
export function lensOver(line: number, command: vscode.Command): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);
}

/**
 * Lenses of a document as it is when they are handed over. VS Code goes on waiting for what it asked of an older text,
 * and what comes replaces all lenses that it shows: for none they would be gone until it has asked again. So the search
 * begins anew where the text changed meanwhile, and those of before stay until then.
 */
async function lensesOfNow(
  document: vscode.TextDocument,
  cancellation: vscode.CancellationToken,
  find: LensFinder,
): Promise<vscode.CodeLens[]> {
  const isOver = (): boolean => cancellation.isCancellationRequested || document.isClosed;
  while (!isOver()) {
    const { version } = document;
    const lenses = await find(document, () => isOver() || document.version !== version);
    if (document.version === version) return lenses ?? [];
  }
  return [];
}

/** Has lenses asked for again, soon after a document that is in view got its first ones. */
class SecondLooks implements vscode.Disposable {
  #seen = new WeakSet<vscode.TextDocument>();
  #callOffs: readonly (() => void)[] = [];
  readonly #editors = vscode.window.onDidChangeVisibleTextEditors((editors) => {
    const inView = editors.map(({ document }) => document).filter((document) => this.#seen.has(document));
    this.#seen = new WeakSet(inView);
  });

  readonly #look: () => void;

  constructor(look: () => void) {
    this.#look = look;
  }

  given(document: vscode.TextDocument): void {
    if (this.#seen.has(document)) return;
    this.#seen.add(document);
    this.#callOff();
    this.#callOffs = SECOND_LOOKS.map((wait) => later(wait, this.#look));
  }

  dispose(): void {
    this.#editors.dispose();
    this.#callOff();
  }

  #callOff(): void {
    for (const one of this.#callOffs) one();
  }
}
