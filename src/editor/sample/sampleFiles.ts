import * as vscode from "vscode";
import type { SampleText } from "./sampleTexts";

/** A text of the sample as a file. */
export interface SampleFile {
  readonly uri: vscode.Uri;
  /** It was there, and is left as it is. */
  readonly wasThere: boolean;
  /** The name that another's file has already, which is left as it is, too. */
  readonly takenName: string | undefined;
}

/** Bytes of a file that may be the sample's; its own have about a thousand. */
const MAX_BYTES = 100_000;

/**
 * The file of that text in a folder: the one of its name, if that is the sample's, else the first one that is or can be.
 * Undefined where the folder takes no file.
 */
export async function sampleFile(folder: vscode.Uri, text: SampleText): Promise<SampleFile | undefined> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, number === 1 ? text.name : text.name.replace(".", `-${number}.`));
    const takenName = number === 1 ? undefined : text.name;
    const content = await contentOf(uri);
    if (content === undefined) {
      const bytes = new TextEncoder().encode(await text.make());
      const isWritten = await vscode.workspace.fs.writeFile(uri, bytes).then(
        () => true,
        () => false,
      );
      return isWritten ? { uri, wasThere: false, takenName } : undefined;
    }
    if (await text.isOwn(content)) return { uri, wasThere: true, takenName };
  }
}

/** Undefined where there is nothing of that name; empty for what can't be the sample's. */
async function contentOf(uri: vscode.Uri): Promise<string | undefined> {
  const stat = await vscode.workspace.fs.stat(uri).then(
    (found) => found,
    () => undefined,
  );
  if (!stat) return undefined;
  if (stat.size > MAX_BYTES || (stat.type & vscode.FileType.File) === 0) return "";
  return vscode.workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => "",
  );
}
