import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import type { DecryptReport } from "../../domain/payloads/open/decryptResult";
import { joined, type PlainText } from "../../domain/text/asText";
import { showReport } from "../results/showReport";
import { confirmed } from "../prompts/prompts";
import { showStatus } from "../workbench/statusMessage";
import type { AppStore } from "../storage/appStore";
import type { DecryptedDocuments, ShapeOffer } from "../results/decryptedDocuments";
import { describeReport } from "./describeReport";
import { t, told } from "../workbench/words";

interface Services {
  readonly store: AppStore;
  readonly documents: DecryptedDocuments;
}

/** Whether there is something to say about how a payload was read: a shape that was kept has been explained once. */
export async function isOffered(store: AppStore, report: DecryptReport): Promise<boolean> {
  const known = (await store.get(report.app.appId))?.envelopeProfile;
  return report.foundBy !== "profile" && !(known && JSON.stringify(known) === JSON.stringify(report.profile));
}

/** Offers to keep a newly found shape for the app, and to show how the payload was read. */
export async function offerReport(services: Services, { report, of }: ShapeOffer): Promise<void> {
  const found = {
    only: t("How this payload is built was found by trying."),
    first: t("How the first payload is built was found by trying."),
    answer: t("How an encrypted answer that the gateway opened is built was found by trying."),
  }[of];
  const [keep, show] = [t("Keep This Shape"), t("Show Report")];
  const answer = await vscode.window.showInformationMessage(
    report.profile
      ? joined([found, t("You can keep that shape for “{0}”.", report.app.appName), ...whatItDoes(report)], " ")
      : joined([found, t("No shape can be kept of it, so the next one is tried as well.")], " "),
    // The first button is the one that other extensions can press.
    show,
    ...(report.profile ? [keep] : []),
  );
  if (answer === show) await showHow(services, report);
  if (answer === keep) await keepShape(services, report);
}

/**
 * `jwtApps.keepEnvelopeShape`: the same once the message is gone, as a question whose first button declines.
 * @param uri of a decrypted document, else the active one counts
 */
export async function keepEnvelopeShape(services: Services, uri: string | undefined): Promise<void> {
  const shown = uri === undefined ? vscode.window.activeTextEditor?.document.uri : vscode.Uri.parse(uri);
  const offer = shown && services.documents.notesOf(shown)?.offer;
  if (!offer) {
    throw new UserError("no-shape-offered", "There is no new shape to keep here.", {
      remedy: "Decrypt a payload in a shape that isn't kept yet, and run this where its text is open.",
    });
  }
  const { report, of } = offer;
  const { appName } = report.app;
  const question =
    of === "only"
      ? t("Keep the shape of this payload for “{0}”?", appName)
      : t("Keep the shape of the first payload for “{0}”?", appName);
  await confirmed(question, joined(whatItDoes(report)), t("Keep This Shape"), t("Don't Keep It"));
  await keepShape(services, report);
}

/** What a kept shape does, and, before anybody agrees, what of this payload it would not write. */
function whatItDoes({ shape }: DecryptReport): PlainText[] {
  if (!shape) return [t("Then the next one is read at once.")];
  const { outline, headers, notKept } = shape;
  return [
    t("Then the next one is read at once, and requests are written as {0}.", outline),
    ...[...headers, ...notKept].map(told),
  ];
}

async function showHow({ documents }: Services, report: DecryptReport): Promise<void> {
  await showReport(documents, describeReport(report), { appId: report.app.appId, name: t("Report") });
}

async function keepShape({ store, documents }: Services, report: DecryptReport): Promise<void> {
  const app = await store.get(report.app.appId);
  const { profile } = report;
  if (!app || !profile) return;
  if (!report.authenticated) {
    await confirmed(
      t("Is the decrypted text right?"),
      t(
        "This encryption proves nothing about what comes out: a wrong key can give readable text by chance. Keep the shape only if what you see is what the platform sent.",
      ),
      t("It Is Right"),
      t("Not Sure"),
    );
  }
  await store.update(app, (current) => ({ ...current, envelopeProfile: profile }));
  documents.settleOffers(app.id);
  showStatus(t("Kept the shape of encrypted payloads for {0}", app.name));
}
