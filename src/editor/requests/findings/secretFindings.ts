import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { privateKeysInSteps } from "../../../domain/requests/findings/secretCandidates";
import { secretFinding, type SecretFingerprints } from "../../../domain/requests/findings/secretFingerprints";
import type { TimeSlices } from "../../../domain/steps";
import { type DocumentIndex, rangeOf } from "../../documents/documentIndex";
import { textInSteps } from "../../documents/textInSteps";
import type { AppStore } from "../../storage/appStore";
import type { PlacedFinding } from "./placedFinding";

interface Looking {
  readonly store: Pick<AppStore, "secretsOf">;
  readonly fingerprints: SecretFingerprints;
  readonly slices: TimeSlices;
}

/** Secrets of our apps that stand in a document. Undefined where nobody waits for them any more. */
export async function findSecrets(
  index: DocumentIndex,
  apps: readonly JwtApp[],
  { store, fingerprints, slices }: Looking,
): Promise<PlacedFinding[] | undefined> {
  if (index.candidates.length === 0 && index.keys.length === 0) return [];
  for (const app of apps) if (!fingerprints.knows(app.id)) await fingerprints.learn(app, await store.secretsOf(app));
  const values = (await fingerprints.values(index.candidates)).map(({ piece, appName }) =>
    standing(secretFinding("client-secret", appName), rangeOf(piece)),
  );
  if (index.keys.length === 0) return values;
  const { document } = index;
  const text = await slices.run(textInSteps(document));
  const found = text === undefined ? undefined : await slices.run(privateKeysInSteps(text));
  if (!found) return undefined;
  const keys = await fingerprints.keys(found);
  return [
    ...values,
    ...keys.map(({ piece, appName }) =>
      standing(
        secretFinding("private-key", appName),
        new vscode.Range(document.positionAt(piece.start), document.positionAt(piece.end)),
      ),
    ),
  ];
}

function standing({ placeholder, ...said }: ReturnType<typeof secretFinding>, range: vscode.Range): PlacedFinding {
  return {
    ...said,
    range,
    fix: { kind: "replace", title: { template: "Put a placeholder in its place", args: [] }, range, text: placeholder },
  };
}
