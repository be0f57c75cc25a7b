import { strict as assert } from "node:assert";
import { AppRepository } from "../../../src/domain/apps/storage/appRepository";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { UserError } from "../../../src/domain/errors";
import { MemoryStorage } from "./memoryStorage";
import { sampleApp } from "./sampleApp";

const [OLD, NEW, SHARED] = ["old secret", "new secret", "shared key"];
const ANOTHER = "00000000-0000-4000-8000-00000000000f";
const APP = sampleApp({ payloadKey: { kind: "shared" } });

/** Two windows over one storage, with an app that has two secrets. */
async function prepared() {
  const storage = new MemoryStorage();
  const [own, other] = [new AppRepository(storage.ports()), new AppRepository(storage.ports())];
  const app = await own.save(APP, new AppSecrets({ clientSecret: OLD, payloadSharedKey: SHARED } as never));
  return { storage, own, other, app };
}

const withNew = (stored: AppSecrets | undefined): AppSecrets =>
  (stored ?? new AppSecrets()).with({ clientSecret: NEW } as never);

describe("AppRepository.update", () => {
  it("changes the app as it is by now, not as it was read", async () => {
    const { own, other, app } = await prepared();
    await other.update(app, (current) => ({ ...current, host: "other.example", enforceJti: true }));
    const saved = await own.update(app, (current) => ({ ...current, name: "Renamed" }));
    assert.deepEqual([saved.name, saved.host, saved.enforceJti], ["Renamed", "other.example", true]);
    const entry = await other.get(app.id);
    assert.deepEqual(entry?.status === "ok" && entry.app, saved);
  });

  it("gives the secrets as they are by now, and keeps a replaced client secret as the previous one", async () => {
    const { own, other, app } = await prepared();
    await other.update(
      app,
      (current) => current,
      (stored) => (stored ?? new AppSecrets()).with({ payloadSharedKey: "other key" } as never),
    );
    const saved = await own.update(app, (current) => current, withNew);
    assert.deepEqual((await own.secretsOf(saved))?.reveal(), {
      clientSecret: NEW,
      payloadSharedKey: "other key",
      previousClientSecret: OLD,
    });
    assert.deepEqual([saved.hasPreviousSecret, saved.missingSecrets], [true, []]);
  });

  for (const [how, remove] of Object.entries({
    deleted: (other: AppRepository) => other.delete(APP.id),
    forgotten: (other: AppRepository) => other.forgetEverything(),
  })) {
    it(`stores nothing of an app that was ${how}, and no secret`, async () => {
      const { storage, own, other, app } = await prepared();
      await remove(other);
      let asked = 0;
      const change = own.update(
        app,
        (current) => (asked++, current),
        (stored) => (asked++, withNew(stored)),
      );
      await assert.rejects(
        change,
        (error) => error instanceof UserError && error.code === "app-gone" && error.message.includes(app.name),
      );
      await assert.rejects(
        own.update(app, (current) => current),
        (error) => error instanceof UserError && error.code === "app-gone",
      );
      assert.deepEqual([asked, [...storage.files], [...storage.secrets], [...storage.markers]], [0, [], [], []]);
    });
  }

  it("changes nothing where the change refuses, and lets others go on", async () => {
    const { storage, own, other, app } = await prepared();
    const before = [[...storage.files], [...storage.secrets]];
    const refusal = new UserError("no", "No.");
    const refuse = (): never => {
      throw refusal;
    };
    await assert.rejects(own.update(app, refuse, withNew), refusal);
    await assert.rejects(
      own.update(app, (current) => ({ ...current, name: "Other" }), refuse),
      refusal,
    );
    assert.deepEqual([[...storage.files], [...storage.secrets]], before);
    assert.deepEqual(storage.markers.size, 0);
    assert.equal((await other.update(app, (current) => ({ ...current, name: "Other" }))).name, "Other");
  });

  it("refuses a name that another app has by now, and keeps the app's id", async () => {
    const { own, other, app } = await prepared();
    await other.save(sampleApp({ id: ANOTHER, name: "Taken" }));
    await assert.rejects(
      own.update(app, (current) => ({ ...current, name: "TAKEN" })),
      (error) => error instanceof UserError && error.code === "duplicate-name",
    );
    assert.equal((await own.update(app, (current) => ({ ...current, id: ANOTHER }))).id, app.id);
  });

  it("leaves a whole app, or none and no secret, whatever the order of its steps and those of a deletion", async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { storage, own, other, app } = await prepared();
      const waiting: (() => void)[] = [];
      storage.around = async (step) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return step();
      };
      let running = 2;
      const all = Promise.allSettled(
        [own.update(app, (current) => current, withNew), other.delete(app.id)].map((each) =>
          each.finally(() => running--),
        ),
      );
      for (let random = seed; running > 0; random = (random * 1_103_515_245 + 12_345) % 2 ** 31) {
        await new Promise((resolve) => setImmediate(resolve));
        waiting.splice((random >> 8) % Math.max(waiting.length, 1), 1)[0]?.();
      }
      await all;
      storage.around = async (step) => step();
      // Whichever came first: after a deletion there is nothing to change.
      assert.deepEqual([storage.files.size, storage.secrets.size, storage.markers.size], [0, 0, 0], `seed ${seed}`);
    }
  });
});
