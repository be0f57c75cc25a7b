import { isHostUnconfirmed, withConfirmedHost } from "../../domain/apps/hostFromFile";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { AppStore } from "./appStore";

/** Remembers that a person saw this host in a question and let a token go there: it is asked about once. */
export async function confirmHost(store: Pick<AppStore, "update">, app: JwtApp): Promise<void> {
  if (isHostUnconfirmed(app)) await store.update(app, (current) => withConfirmedHost(current, app.host));
}
