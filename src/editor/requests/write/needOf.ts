import type { JwtApp } from "../../../domain/apps/jwtApp";
import { type Endpoint, scopeById } from "../../../domain/scopes/catalogue";
import { asText, joined, type PlainText } from "../../../domain/text/asText";
import { t } from "../../workbench/words";

/** What an app needs to call an endpoint, and whether it has that. */
export function needOf(endpoint: Pick<Endpoint, "access">, { createdIn, scopes }: JwtApp): PlainText {
  const access = endpoint.access[createdIn];
  switch (access?.kind) {
    case undefined:
      return t("It needs an app that was created elsewhere");
    case "anyApp":
      return t("It needs no scope");
    case "unknown":
      return t("Which scope it needs is not known");
    case "tables":
      return access.on === "table"
        ? t("Permission on the table: {0}", access.permissions.join(", "))
        : t("Permission on the view: {0}", access.permissions.join(", "));
    case "scopes": {
      const names = joined(
        access.anyOf.map((id) => asText(scopeById(id)?.name ?? id)),
        " / ",
      );
      const assigned = scopes.filter(({ id }) => access.anyOf.includes(id));
      if (assigned.length === 0) return t("Scope: {0} · not assigned to this app", names);
      const isOpen = createdIn !== "xo" || assigned.some(({ published }) => published);
      return isOpen ? t("Scope: {0}", names) : t("Scope: {0} · not published yet", names);
    }
  }
}
