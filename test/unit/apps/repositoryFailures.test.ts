import { strict as assert } from "node:assert";
import { AppRepository } from "../../../src/domain/apps/storage/appRepository";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { UserError } from "../../../src/domain/errors";
import { findFaults } from "../../crash/checkApps";
import { MemoryStorage } from "./memoryStorage";
import { sampleApp } from "./sampleApp";

/** In these tests an app and its secrets belong together when the secret says the app's name. */
const APP = sampleApp({ name: "first" });
const OTHER = sampleApp({ id: "22222222-2222-4222-8222-222222222222", name: "bystander" });
const secretOf = (name: string): AppSecrets => new AppSecrets({ clientSecret: `secret of ${name}` });

async function load(repository: AppRepository): Promise<typeof APP> {
  const entry = await repository.get(APP.id);
  assert.ok(entry?.status === "ok");
  return entry.app;
}

const CHANGES: Record<
  string,
  {
    from: ("other" | "app" | "replaced")[];
    change: (repository: AppRepository) => Promise<unknown>;
    before: string | undefined;
    after: string | undefined;
  }
> = {
  create: {
    from: ["other"],
    change: (repository) => repository.save(APP, secretOf("first")),
    before: undefined,
    after: "first",
  },
  "edit of both halves": {
    from: ["other", "app"],
    change: async (repository) => repository.save({ ...(await load(repository)), name: "second" }, secretOf("second")),
    before: "first",
    after: "second",
  },
  "forget the previous secret": {
    from: ["other", "app", "replaced"],
    change: (repository) => repository.forgetPreviousSecret(APP.id),
    before: "first",
    after: "first",
  },
  delete: {
    from: ["other", "app"],
    change: (repository) => repository.delete(APP.id),
    before: "first",
    after: undefined,
  },
};

async function prepare(parts: readonly string[]): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  const repository = new AppRepository(storage.ports());
  if (parts.includes("other")) await repository.save(OTHER, secretOf("bystander"));
  if (parts.includes("replaced")) await repository.save(APP, new AppSecrets({ clientSecret: "secret before" }));
  if (parts.includes("app")) await repository.save(APP, secretOf("first"));
  return storage;
}

type Failure = "fails once" | "happens, then fails once" | "fails from then on" | "is the last of a window that dies";
const FAILURES: Failure[] = [
  "fails once",
  "happens, then fails once",
  "fails from then on",
  "is the last of a window that dies",
];

/** Lets step number `at` (from 0) fail; returns a function that says whether it came to that. */
function failAt(storage: MemoryStorage, at: number, failure: Failure): () => boolean {
  let count = 0;
  storage.around = async (step) => {
    const here = count++;
    if (failure === "is the last of a window that dies") {
      if (here > at) return new Promise(() => undefined);
    } else if (
      failure === "happens, then fails once" ? here === at : failure === "fails once" ? here === at : here >= at
    ) {
      if (failure === "happens, then fails once") step();
      throw Object.assign(new Error("no secret may come out of here"), { code: "EIO" });
    }
    return step();
  };
  return () => count > at;
}

function nameIn(storage: MemoryStorage): string | undefined {
  const text = storage.files.get(APP.id);
  return text === undefined ? undefined : (JSON.parse(text) as { name: string }).name;
}

describe("AppRepository when something fails", () => {
  for (const [what, { from, change, before, after }] of Object.entries(CHANGES)) {
    for (const failure of FAILURES) {
      it(`keeps every app whole when any step of "${what}" ${failure}`, async () => {
        const prepared = await prepare(from);
        for (let at = 0; ; at++) {
          const storage = prepared.copy();
          const reached = failAt(storage, at, failure);
          const where = `step ${at}`;
          const repository = new AppRepository(storage.ports());
          let outcome: "done" | "refused" | "dead" | undefined;
          void change(repository).then(
            () => (outcome = "done"),
            (error: unknown) => {
              outcome = "refused";
              assert.ok(error instanceof UserError, where);
              assert.doesNotMatch(error.message, /no secret may come out/);
            },
          );
          // Nothing here needs more than microtasks, so whoever isn't finished by now never will be.
          await new Promise((resolve) => setImmediate(resolve));
          outcome ??= "dead";
          if (!reached()) {
            assert.equal(outcome, "done");
            assert.ok(at > 5, "the steps were counted");
            break;
          }
          storage.around = async (step) => step();

          const belong: Parameters<typeof findFaults>[1] = (app, values) =>
            values.clientSecret === `secret of ${app.name}` &&
            app.hasPreviousSecret === (values.previousClientSecret !== undefined);
          assert.deepEqual(findFaults(storage, belong, false), [], where);
          const name = nameIn(storage);
          if (outcome === "done") assert.equal(name, after, where);
          else assert.ok(name === before || name === after, `${where}: ${name}`);
          if (outcome === "refused" && failure !== "happens, then fails once" && what !== "delete")
            assert.equal(name, before, where);

          // The same window goes on at once, another one after a minute.
          const sweeper = outcome === "dead" ? new AppRepository(storage.ports()) : repository;
          if (outcome === "dead") storage.now += 61_000;
          await sweeper.sweep();
          assert.deepEqual(findFaults(storage, belong, true), [], `${where}, swept`);
          assert.equal(nameIn(storage), name, where);
          assert.ok(storage.files.has(OTHER.id));

          // Nothing stands in the way of the next attempt.
          if (name !== after || what === "forget the previous secret") await change(sweeper);
          assert.equal(nameIn(storage), after, where);
          assert.deepEqual(findFaults(storage, belong, true), [], `${where}, tried again`);
          if (what === "forget the previous secret")
            assert.doesNotMatch([...storage.secrets.values()].join(), /secret before/);
        }
      });
    }
  }

  it("says so when the disk is full", async () => {
    const storage = await prepare(["app"]);
    storage.around = async (step, name) => {
      if (name === "files.write") throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      return step();
    };
    await assert.rejects(new AppRepository(storage.ports()).save({ ...APP, name: "second" }, secretOf("second")), {
      code: "disk-full",
      message: "The disk is full, so nothing was changed. Make room, then try again.",
    });
    storage.around = async (step) => step();
    assert.equal(nameIn(storage), "first");
    assert.deepEqual([...storage.markers], []);
  });

  it("deletes on a full disk too, where there is no room for a marker", async () => {
    const storage = await prepare(["app"]);
    storage.around = async (step, name) => {
      if (name === "journal.begin") throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      return step();
    };
    await new AppRepository(storage.ports()).delete(APP.id);
    assert.deepEqual([storage.files.size, storage.secrets.size], [0, 0]);
  });

  it("says so when the secret storage fails, and changes nothing", async () => {
    const storage = await prepare(["app"]);
    const before = storage.copy();
    storage.around = async (step, name) => {
      if (name === "secrets.store") throw new Error("keyring locked");
      return step();
    };
    await assert.rejects(new AppRepository(storage.ports()).save({ ...APP, name: "second" }, secretOf("second")), {
      code: "secrets-not-saved",
      message:
        "“second” could not be saved, because the secret storage of this computer failed. Nothing was changed; check that its keyring is unlocked, then try again.",
    });
    assert.deepEqual([storage.files, storage.secrets, storage.markers], [before.files, before.secrets, before.markers]);
  });

  it("says that the secrets are left when only they can't be deleted, and deletes them later", async () => {
    const storage = await prepare(["app"]);
    storage.around = async (step, name) => {
      if (name === "secrets.delete") throw new Error("keyring locked");
      return step();
    };
    await assert.rejects(new AppRepository(storage.ports()).delete(APP.id), { code: "secrets-not-deleted" });
    assert.equal(storage.files.size, 0);
    assert.equal(storage.secrets.size, 1);
    storage.around = async (step) => step();
    storage.now += 61_000;
    await new AppRepository(storage.ports()).sweep();
    assert.equal(storage.secrets.size, 0);
  });

  it("doesn't sweep what a live window is doing, and waits for it", async () => {
    const storage = await prepare([]);
    failAt(storage, 7, "is the last of a window that dies");
    new AppRepository(storage.ports()).save(APP, secretOf("first")).catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(
      [storage.files.size, storage.secrets.size, storage.markers.size],
      [0, 1, 1],
      "cut off between the halves",
    );
    storage.now += 59_000;
    let waits = 0;
    storage.around = async (step, name) => {
      if (name === "wait") waits++;
      return step();
    };
    const other = new AppRepository(storage.ports());
    await other.sweep();
    assert.equal(storage.secrets.size, 1);
    await assert.rejects(other.save(APP, secretOf("first")), { code: "app-busy" });
    assert.equal(waits, 100);
    storage.now += 1_000;
    await other.sweep();
    assert.deepEqual([storage.files.size, storage.secrets.size, storage.markers.size], [0, 0, 0]);
  });
});
