import { localTwin } from "../../domain/apps/localTwin";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { webPorts } from "../../domain/ports";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { readSetting } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";

/** `jwtApps.copyForLocalPlatform`: a copy of an app, with fresh secrets, that the local platform can check in full. */
export async function copyForLocalPlatform(store: AppStore, picker: AppPicker, argument: AppArgument): Promise<JwtApp> {
  const original = await picker.resolve(argument, {
    only: ({ credentials }) => credentials === "pasted",
    title: t("Copy an App for the Local Platform"),
  });
  const port = readSetting("localPlatform.port");
  const { app, secrets } = await localTwin(original, {
    apps: await store.apps(),
    ports: webPorts,
    newId: () => crypto.randomUUID(),
    ...(port > 0 && { host: `localhost:${port}` }),
  });
  const saved = await store.save(app, secrets);
  showStatus(t("Made {0} for the local platform", saved.name));
  return saved;
}
