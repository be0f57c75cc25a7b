import { strict as assert } from "node:assert";
import { AppRepository } from "../../../src/domain/apps/storage/appRepository";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { findFaults } from "../../crash/checkApps";
import { interleave } from "./interleave";
import { MemoryStorage } from "./memoryStorage";
import { sampleApp } from "./sampleApp";

/** An app and its secrets belong together when the secret says the app's client ID. */
const belong: Parameters<typeof findFaults>[1] = (app, values) => values.clientSecret === app.clientId;
const APP = sampleApp({ clientId: "0" });

async function prepare(): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  await new AppRepository(storage.ports()).save(APP, new AppSecrets({ clientSecret: "0" }));
  return storage;
}

const replace =
  (value: string) =>
  async (repository: AppRepository): Promise<unknown> =>
    repository.save({ ...(await appIn(repository)), clientId: value }, new AppSecrets({ clientSecret: value }));
const rename = async (repository: AppRepository): Promise<unknown> =>
  repository.save({ ...APP, clientId: (await appIn(repository)).clientId, name: "Renamed" });
const remove = (repository: AppRepository): Promise<unknown> => repository.delete(APP.id);
const forget = (repository: AppRepository): Promise<unknown> =>
  repository.forgetPreviousSecret(APP.id).catch(() => undefined);
const sweep = (repository: AppRepository): Promise<unknown> => repository.sweep();

async function appIn(repository: AppRepository): Promise<typeof APP> {
  const entry = await repository.get(APP.id);
  return entry?.status === "ok" ? entry.app : APP;
}

describe("AppRepository in several windows", () => {
  const cases: Record<
    string,
    { changes: ((repository: AppRepository) => Promise<unknown>)[]; ends: (string | undefined)[] }
  > = {
    "two replace the secret": { changes: [replace("1"), replace("2")], ends: ["1", "2"] },
    "two replace the secret while a third sweeps": { changes: [replace("1"), replace("2"), sweep], ends: ["1", "2"] },
    "one replaces the secret while another deletes": { changes: [replace("1"), remove], ends: ["1", undefined] },
    "one replaces the secret, one forgets the previous one": { changes: [replace("1"), forget], ends: ["1"] },
  };
  for (const [what, { changes, ends }] of Object.entries(cases)) {
    it(`leaves a whole app at every moment when ${what}`, async () => {
      const prepared = await prepare();
      const met = new Set<string | undefined>();
      for (let seed = 1; seed <= 60; seed++) {
        const storage = prepared.copy();
        await interleave(storage, seed, changes, () =>
          assert.deepEqual(findFaults(storage, belong, false), [], `seed ${seed}`),
        );
        assert.deepEqual(findFaults(storage, belong, true), [], `seed ${seed}`);
        met.add(
          (await new AppRepository(storage.ports()).list()).map((entry) =>
            entry.status === "ok" ? entry.app.clientId : entry.status,
          )[0],
        );
      }
      assert.deepEqual([...met].sort(), ends, "each of them is the last one for some order");
    });
  }

  it("keeps the secret that another window has saved when only the metadata is saved from an older state", async () => {
    const storage = await prepare();
    const repository = new AppRepository(storage.ports());
    const old = await appIn(repository);
    await new AppRepository(storage.ports()).save(
      { ...old, signingKey: { publicKey: "PEM", fingerprint: "SHA256:x", bits: 2048 } },
      new AppSecrets({ clientSecret: "1" }),
    );
    const saved = await repository.save({ ...old, name: "Renamed" });
    assert.equal((await repository.secretsOf(saved))?.reveal().clientSecret, "1");
    assert.equal(saved.hasPreviousSecret, true);
    assert.equal(saved.signingKey?.fingerprint, "SHA256:x");
    assert.equal(saved.name, "Renamed");
  });

  it("lets the last one win as a whole when both halves are saved from an older state", async () => {
    const storage = await prepare();
    const repository = new AppRepository(storage.ports());
    const old = await appIn(repository);
    await new AppRepository(storage.ports()).save(
      { ...old, signingKey: { publicKey: "PEM", fingerprint: "SHA256:x", bits: 2048 } },
      new AppSecrets({ clientSecret: "1" }),
    );
    const saved = await repository.save({ ...old, clientId: "2" }, new AppSecrets({ clientSecret: "2" }));
    assert.equal(saved.signingKey, undefined);
    assert.deepEqual((await repository.secretsOf(saved))?.reveal(), { clientSecret: "2", previousClientSecret: "1" });
  });

  it("renames while another window replaces the secret, in any order", async () => {
    const prepared = await prepare();
    for (let seed = 1; seed <= 60; seed++) {
      const storage = prepared.copy();
      await interleave(storage, seed, [rename, replace("1")], () => undefined);
      const repository = new AppRepository(storage.ports());
      assert.equal((await repository.secretsOf(await appIn(repository)))?.reveal().clientSecret, "1", `seed ${seed}`);
    }
  });

  it("finds the secrets for an app object that is older than the last save", async () => {
    const storage = await prepare();
    const repository = new AppRepository(storage.ports());
    const old = await appIn(repository);
    await repository.save(old, new AppSecrets({ clientSecret: "1" }));
    assert.equal((await repository.secretsOf(old))?.reveal().clientSecret, "1");
  });

  it("has no secrets for an app whose secrets only another window sees, and takes them again", async () => {
    const storage = await prepare();
    const blind = storage.copy();
    blind.secrets.clear();
    const repository = new AppRepository(blind.ports());
    const app = await appIn(repository);
    assert.equal(await repository.secretsOf(app), undefined);
    const saved = await repository.save(app, new AppSecrets({ clientSecret: "0" }));
    assert.equal((await repository.secretsOf(saved))?.reveal().clientSecret, "0");
  });

  it("stores its secrets again when a window that took it for dead has pushed them out", async () => {
    const storage = new MemoryStorage();
    const slow = new AppRepository(storage.ports());
    const swept = new AppRepository(storage.ports());
    storage.around = async (step, name) => {
      if (name !== "files.write") return step();
      storage.around = async (other) => other();
      storage.now += 61_000;
      await swept.sweep();
      assert.equal(storage.secrets.size, 0);
      return step();
    };
    await slow.save(APP, new AppSecrets({ clientSecret: "0" }));
    assert.deepEqual(findFaults(storage, belong, true), []);
  });
});
