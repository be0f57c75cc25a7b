// Saves and deletes apps at random until it is killed: `node changingProcess.mjs <folder>`.
// It waits for a line on stdin, the milliseconds that its clock is ahead, so that it can be loaded in advance, and prints a
// dot before each change.
import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { AppRepository } from "../../src/domain/apps/appRepository";
import { AppSecrets } from "../../src/domain/apps/appSecrets";
import { sampleApp } from "../unit/apps/sampleApp";
import { Ledger } from "./ledger";
import { folderPorts } from "./storageFolder";

const [folder = ""] = process.argv.slice(2);
const [ahead] = (await once(process.stdin, "data")) as [Buffer];
const ledger = new Ledger(join(folder, "ledger"));
const repository = new AppRepository({ ...folderPorts(folder), clock: () => Date.now() + Number(ahead) });
const ids = ["1", "2", "3", "4"].map((digit) => "11111111-1111-4111-8111-11111111111x".replace("x", digit));

await repository.sweep();
for (;;) {
  process.stdout.write(".");
  const id = ids[randomInt(ids.length)] ?? "";
  const entry = await repository.get(id);
  const app = entry?.status === "ok" ? entry.app : sampleApp({ id, name: `app ${id}` });
  const state = randomUUID();
  const choice = randomInt(10);
  if (choice < 3) await ledger.change(id, undefined, () => repository.delete(id));
  else if (choice < 4 && entry?.status === "ok") await ledger.change(id, app.clientId, () => repository.forgetPreviousSecret(id));
  else await ledger.change(id, state, () => repository.save({ ...app, clientId: state }, new AppSecrets({ clientSecret: state })));
}
