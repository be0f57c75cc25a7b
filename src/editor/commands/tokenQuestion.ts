import { isHostUnconfirmed } from "../../domain/apps/hostFromFile";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { joined, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

interface TokenQuestion {
  /** What is allowed by it: the app, and the host that it has now where a person sees that for the first time. */
  readonly ids: readonly string[];
  readonly question: PlainText;
  readonly detail: PlainText;
}

/** What a person is asked before code gets tokens of an app. */
export function tokenQuestion(app: Pick<JwtApp, "id" | "name" | "host" | "hostFromFile">): TokenQuestion {
  const { id, name, host = "" } = app;
  const isUnconfirmed = isHostUnconfirmed(app);
  return {
    ids: isUnconfirmed ? [id, `${id} ${host}`] : [id],
    question: t("Make tokens of “{0}” for another extension or a script?", name),
    detail: joined([
      t(
        "Something other than a click or the Command Palette asked for a token. If you allow it, it gets tokens of this app until this window closes.",
      ),
      ...hostFromFile(app),
    ]),
  };
}

/** A sentence with the app's host, where a person sees that for the first time. */
export function hostFromFile(app: Pick<JwtApp, "host" | "hostFromFile">): PlainText[] {
  return isHostUnconfirmed(app) ? [t("The app's host, {0}, comes from a file of a workspace.", app.host ?? "")] : [];
}
