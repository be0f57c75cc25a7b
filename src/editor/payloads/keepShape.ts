import * as vscode from "vscode";
import type { DecryptReport } from "../../domain/payloads/decryptResult";
import { showReport } from "../tokens/showReport";
import { confirmed, Cancelled } from "../prompts";
import { showStatus } from "../statusMessage";
import type { AppStore } from "../storage/appStore";
import type { DecryptedDocuments } from "./decryptedDocuments";
import { describeReport } from "./describeReport";
import { t } from "../words";

interface Services {
  readonly store: AppStore;
  readonly documents: DecryptedDocuments;
}

/** Offers to keep a newly found shape for the app, and to show how the payload was read. */
export async function offerReport(services: Services, report: DecryptReport): Promise<void> {
  // A shape that was kept already has been explained once.
  const known = (await services.store.get(report.app.appId))?.envelopeProfile;
  if (report.foundBy === "profile" || (known && JSON.stringify(known) === JSON.stringify(report.profile))) return;
  const [keep, show] = [t("Keep This Shape"), t("Show Report")];
  const answer = await vscode.window.showInformationMessage(
    report.profile
      ? t("How this payload is built was found by trying. Keep that shape for “{0}”, and the next one is read at once, and requests are encrypted alike.", report.app.appName)
      : t("How this payload is built was found by trying. No shape can be kept of it, so the next one is tried as well."),
    // The first button is the one that other extensions can press.
    show,
    ...(report.profile ? [keep] : []),
  );
  if (answer === show) await showReport(services.documents, describeReport(report), { appId: report.app.appId, name: t("Report") });
  if (answer === keep) await keepShape(services.store, report);
}

async function keepShape(store: AppStore, report: DecryptReport): Promise<void> {
  const app = await store.get(report.app.appId);
  if (!app || !report.profile) return;
  try {
    if (!report.authenticated) {
      await confirmed(
        t("Is the decrypted text right?"),
        t("This encryption proves nothing about what comes out: a wrong key can give readable text by chance. Keep the shape only if what you see is what the platform sent."),
        t("It Is Right"),
        t("Not Sure"),
      );
    }
    await store.save({ ...app, envelopeProfile: report.profile });
    showStatus(t("Kept the shape of encrypted payloads for {0}", app.name));
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
  }
}
