// Saves and deletes apps at random until it is killed: `node changingProcess.mjs <folder>`.
// It waits for a line on stdin, the milliseconds that its clock is ahead, so that it can be loaded in advance, and prints a
// dot before each change.
import { once } from "node:events";
import { join } from "node:path";
import { AppRepository } from "../../src/domain/apps/storage/appRepository";
import { changeOne } from "./changes";
import { Ledger } from "./ledger";
import { folderPorts } from "./storageFolder";

const [folder = ""] = process.argv.slice(2);
const [ahead] = (await once(process.stdin, "data")) as [Buffer];
const ledger = new Ledger(join(folder, "ledger"));
const repository = new AppRepository({ ...folderPorts(folder), clock: () => Date.now() + Number(ahead) });
const apps = {
  get: async (id: string) => {
    const entry = await repository.get(id);
    return entry?.status === "ok" ? entry.app : undefined;
  },
  save: repository.save.bind(repository),
  delete: repository.delete.bind(repository),
  forgetPreviousSecret: repository.forgetPreviousSecret.bind(repository),
};

await repository.sweep();
for (;;) {
  process.stdout.write(".");
  await changeOne(apps, ledger);
}
