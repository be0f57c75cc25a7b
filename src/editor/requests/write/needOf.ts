import type { JwtApp } from "../../../domain/apps/jwtApp";
import { AppsAtHand, nearnessOf } from "../../../domain/scopes/appsAtHand";
import type { Endpoint } from "../../../domain/scopes/catalogue";
import { joined, type PlainText } from "../../../domain/text/asText";
import { needInWords } from "../../scopes/endpointWords";
import { t } from "../../workbench/words";

/** What an app needs to call an endpoint, and whether it has that. */
export function needOf(endpoint: Pick<Endpoint, "access" | "notFor">, app: JwtApp): PlainText {
  const access = endpoint.access[app.createdIn];
  if (!access) return t("It needs an app that was created elsewhere");
  const need = needInWords(access);
  if (access.kind !== "scopes") return need;
  switch (nearnessOf(new AppsAtHand([app]).standingTo(endpoint))) {
    case "lacking":
      return joined([need, t("not assigned to this app")], " · ");
    case "unpublished":
      return joined([need, t("not published yet")], " · ");
    default:
      return need;
  }
}
