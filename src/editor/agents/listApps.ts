import type { JwtApp } from "../../domain/apps/jwtApp";
import type { Consents } from "../commands/consents";
import type { AppStore } from "../storage/appStore";
import { t } from "../workbench/words";
import { aboutApps, type Answer, type Plan } from "./plan";
import { beforeQuoted, quotedApp, quotedName } from "./quoted";

export interface AppTelling {
  readonly store: Pick<AppStore, "apps">;
  readonly consents: Pick<Consents, "list">;
}

const MOST_APPS = 50;
/** Of one app. */
const MOST_SCOPES = 100;
const MOST_TABLES = 20;

/** The apps by name, without what nobody asks a chat about: IDs, hosts, keys. */
export function planListApps({ store, consents }: AppTelling): Plan {
  return {
    doing: t("Listing JWT apps"),
    question: aboutApps(consents),
    run: async () => {
      const apps = [...(await store.apps())].sort((a, b) => a.name.localeCompare(b.name));
      const shown = apps.slice(0, MOST_APPS);
      const count = apps.length === 1 ? t("There is 1 JWT app.") : t("There are {0} JWT apps.", apps.length);
      return {
        summary: beforeQuoted(count),
        apps: shown.map((app) => describeApp(app, apps)),
        more: apps.length - shown.length,
      } satisfies Answer;
    },
  };
}

function describeApp(app: JwtApp, apps: readonly JwtApp[]): object {
  const { createdIn, usedFor, algorithm, enforceJti, enforceJwe, enforcePayloadEncryption, scopes, tables } = app;
  const scopeIds = (published: boolean) =>
    scopes.filter((scope) => scope.published === published).map(({ id }) => quotedName(id));
  const [published, unpublished] = [scopeIds(true), scopeIds(false)];
  const enforced = [
    ...(enforceJti ? ["jti"] : []),
    ...(enforceJwe ? ["jwe"] : []),
    ...(enforcePayloadEncryption ? ["payloadEncryption"] : []),
  ];
  return {
    quoted: {
      app: quotedApp(app, apps),
      scopes: published.slice(0, MOST_SCOPES),
      unpublishedScopes: unpublished.slice(0, MOST_SCOPES),
      tables: tables.slice(0, MOST_TABLES).map(({ name }) => quotedName(name)),
    },
    createdIn,
    usedFor,
    algorithm,
    enforces: enforced,
    scopeCount: scopes.length,
    tableCount: tables.length,
  };
}
