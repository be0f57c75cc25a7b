import * as vscode from "vscode";
import { LIMITS } from "../../domain/limits";
import { TimeSlices } from "../../domain/steps";
import type { CommandRunner } from "../commands/commandRunner";
import { Commands, Schemes } from "../workbench/contributions";
import { registerLenses } from "../tokens/inText/completeLenses";
import { CAPTURE_SELECTOR, lengthOf } from "../documents/documentKind";
import { textInSteps } from "../documents/textInSteps";
import type { AppStore } from "../storage/appStore";
import type { PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

interface LensServices {
  readonly runner: CommandRunner;
  readonly store: AppStore;
}

/** "Decrypt" above each encrypted payload, where an app here has a payload key. */
export function registerPayloadLenses(runner: CommandRunner, store: AppStore): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    store.onDidChange(() => changed.fire()),
    registerLenses(
      CAPTURE_SELECTOR,
      (document, isStale) => lensesOf(document, isStale, { runner, store }),
      changed.event,
    ),
  );
}

async function lensesOf(
  document: vscode.TextDocument,
  isStale: () => boolean,
  { runner, store }: LensServices,
): Promise<vscode.CodeLens[] | undefined> {
  if (document.uri.scheme === Schemes.payload) return [];
  if (!(await store.apps()).some(({ payloadKey }) => payloadKey)) return [];
  if (lengthOf(document) > LIMITS.payloadLenses) return [tooLong()];
  const slices = new TimeSlices(isStale);
  const { findPayloadsInSteps } = await import("../../domain/payloads/capture/findPayloads");
  const text = (await slices.run(textInSteps(document))) ?? "";
  const found = (await slices.run(findPayloadsInSteps(text))) ?? [];
  const [first] = found;
  if (!first) return [];
  const uri = document.uri.toString();
  const lens = (start: number, title: PlainText, argument: object): vscode.CodeLens => {
    const { line } = document.positionAt(start);
    return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
      command: Commands.decryptSelection,
      title,
      arguments: [runner.pointer(argument)],
    });
  };
  return [
    ...(found.length > 1 ? [lens(first.start, t("$(unlock) Decrypt All {0}", found.length), { uri })] : []),
    ...found.map(({ start, end }) => lens(start, t("$(unlock) Decrypt"), { uri, range: [start, end] })),
  ];
}

function tooLong(): vscode.CodeLens {
  const title = t(
    "JWT Apps looks for no encrypted payloads in files of more than {0} million characters: select one and decrypt the selection",
    LIMITS.payloadLenses / 1_000_000,
  );
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: Commands.decryptSelection });
}
