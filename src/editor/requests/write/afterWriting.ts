import type { JwtApp } from "../../../domain/apps/jwtApp";
import { requestParts } from "../../../domain/requests/write/requestParts";
import type { RequestTarget } from "../../../domain/requests/write/requestTargets";
import type { TokenPlacement } from "../../../domain/requests/write/writeRequest";
import { asText, joined } from "../../../domain/text/asText";
import { showStatus, showUnfinished } from "../../workbench/statusMessage";
import { t } from "../../workbench/words";
import type { PlacementServices } from "./tokenPlacement";

/** Now a file reads the variable. */
export async function fillEnvironment(
  { environment, gatewayEnvironment }: Pick<PlacementServices, "environment" | "gatewayEnvironment">,
  { kind }: TokenPlacement,
): Promise<void> {
  if (kind === "environment") await (await environment.load()).refresh();
  if (kind === "gateway") await gatewayEnvironment.ifWanted((loaded) => loaded.refresh());
}

/** Says what the variables of the requests still want, beside how many there are. */
export function showWritten(targets: readonly RequestTarget[], app: JwtApp, kind: TokenPlacement["kind"]): void {
  const count =
    targets.length === 1
      ? t("Wrote 1 request for {0}", app.name)
      : t("Wrote {0} requests for {1}", targets.length, app.name);
  const isHostAssumed = kind !== "gateway" && app.host === undefined && app.credentials === "pasted";
  const blanks = targets.flatMap((target) => [...requestParts(target, app).blanks]);
  const names = [...new Set([...(isHostAssumed ? ["host"] : []), ...blanks])].map((name) => asText(`@${name}`));
  if (names.length === 0) showStatus(count);
  else showUnfinished(t("{0} · left to fill in: {1}", count, joined(names, ", ")));
}
