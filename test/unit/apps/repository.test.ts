import { strict as assert } from "node:assert";
import { inspect } from "node:util";
import { AppRepository, type AppRepositoryPorts } from "../../../src/domain/apps/storage/appRepository";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { asChecked } from "../../../src/domain/keys/checkedSecret";
import { MemoryStorage } from "./memoryStorage";
import { sampleApp } from "./sampleApp";

const ID = "11111111-1111-4111-8111-111111111111";
const ID2 = "22222222-2222-4222-8222-222222222222";
const KEY = `app/${ID}`;

describe("AppRepository", () => {
  let storage: MemoryStorage;
  let repository: AppRepository;

  beforeEach(() => {
    storage = new MemoryStorage();
    repository = new AppRepository(storage.ports());
  });

  it("has no apps at first", async () => {
    assert.deepEqual(await repository.list(), []);
    assert.equal(await repository.get(ID), undefined);
  });

  it("saves an app and its secrets, and gives both back", async () => {
    const secrets = new AppSecrets({ clientSecret: "s3cret", payloadSharedKey: "AAAA" });
    const saved = await repository.save(sampleApp(), secrets);
    const made = { slug: "sample", secretsRevision: saved.secretsRevision, updatedAt: storage.now / 1000 };
    assert.deepEqual(saved, { ...sampleApp(), ...made });
    assert.match(saved.secretsRevision, /^[\da-f]{32}$/);
    assert.deepEqual(await repository.get(ID), { status: "ok", app: saved });
    assert.deepEqual(await repository.list(), [{ status: "ok", app: saved }]);
    assert.deepEqual((await repository.secretsOf(saved))?.reveal(), secrets.reveal());
    assert.deepEqual([...storage.secrets.keys()], [KEY], "all of an app's secrets are one value");
    assert.equal(storage.markers.size, 0);
  });

  it("puts no secret into the file", async () => {
    await repository.save(sampleApp(), new AppSecrets({ clientSecret: "s3cret" }));
    assert.doesNotMatch([...storage.files.values()].join(), /s3cret/);
  });

  it("reads no secrets to list the apps", async () => {
    await repository.save(sampleApp(), new AppSecrets({ clientSecret: "s3cret" }));
    const steps: string[] = [];
    storage.around = async (step, name) => {
      steps.push(name);
      return step();
    };
    await repository.list();
    assert.deepEqual(steps, ["files.list", "files.read", "slugs.read"]);
  });

  it("writes secrets first and the metadata then, and deletes the other way round", async () => {
    const steps: string[] = [];
    storage.around = async (step, name) => {
      if (/write|store|delete|begin|end/.test(name)) steps.push(name);
      return step();
    };
    await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
    const ofApp = ["journal.begin", "secrets.store", "files.write", "journal.end"];
    const ofSlug = ["journal.begin", "slugs.write", "journal.end"];
    assert.deepEqual(steps.splice(0), [...ofApp, ...ofSlug]);
    await repository.save(sampleApp(), new AppSecrets({ clientSecret: "b" }));
    assert.deepEqual(steps.splice(0), [
      "journal.begin",
      "secrets.store",
      "files.write",
      "secrets.store",
      "journal.end",
    ]);
    await repository.delete(ID);
    assert.deepEqual(steps.splice(0), ["journal.begin", "files.delete", "secrets.delete", "journal.end"]);
  });

  it("doesn't touch the secrets when only metadata is saved", async () => {
    const first = await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
    storage.around = async (step, name) => {
      assert.doesNotMatch(name, /secrets/);
      return step();
    };
    const second = await repository.save({ ...first, name: "Renamed" });
    assert.equal(second.secretsRevision, first.secretsRevision);
    storage.around = async (step) => step();
    assert.equal((await repository.secretsOf(second))?.reveal().clientSecret, "a");
  });

  it("saves an app without secrets, as an import with masked ones has", async () => {
    const saved = await repository.save(sampleApp({ missingSecrets: ["clientSecret"] }));
    assert.equal(await repository.secretsOf(saved), undefined);
    assert.equal(storage.secrets.size, 0);
  });

  it("keeps a replaced client secret until it is forgotten", async () => {
    let app = await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
    assert.equal(app.hasPreviousSecret, false);
    app = await repository.save(app, new AppSecrets({ clientSecret: "b" }));
    assert.equal(app.hasPreviousSecret, true);
    app = await repository.save(app, new AppSecrets({ clientSecret: "b", payloadSharedKey: "AAAA" }));
    assert.deepEqual((await repository.secretsOf(app))?.reveal(), {
      clientSecret: "b",
      payloadSharedKey: "AAAA",
      previousClientSecret: "a",
    });
    const edited = (await repository.secretsOf(app))?.with({ clientSecret: asChecked("c") });
    app = await repository.save(app, edited);
    assert.deepEqual((await repository.secretsOf(app))?.reveal(), {
      clientSecret: "c",
      payloadSharedKey: "AAAA",
      previousClientSecret: "b",
    });
    app = await repository.forgetPreviousSecret(ID);
    assert.equal(app.hasPreviousSecret, false);
    assert.deepEqual((await repository.secretsOf(app))?.reveal(), { clientSecret: "c", payloadSharedKey: "AAAA" });
    assert.doesNotMatch(storage.secrets.get(KEY) ?? "", /"[ab]"/);
  });

  it("forgets nothing but the flag where this host doesn't have the secrets", async () => {
    await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
    const app = await repository.save(sampleApp(), new AppSecrets({ clientSecret: "b" }));
    const elsewhere = JSON.stringify({
      version: 1,
      revisions: [{ revision: "of another window", values: { clientSecret: "c" } }],
    });
    storage.secrets.set(KEY, elsewhere);
    const saved = await repository.forgetPreviousSecret(ID);
    assert.deepEqual([saved.hasPreviousSecret, saved.secretsRevision], [false, app.secretsRevision]);
    assert.equal(storage.secrets.get(KEY), elsewhere);
  });

  it("can't forget a secret of an app that is gone", async () => {
    await assert.rejects(repository.forgetPreviousSecret(ID), { code: "no-such-app" });
  });

  describe("names", () => {
    const TAKEN: [string, string][] = [
      ["My bot", "MY BOT"],
      ["Stra\u00dfe", "STRASSE"],
      ["Caf\u00e9", "cafe\u0301"],
      ["Οδυσσεύς", "ΟΔΥΣΣΕΎΣ"],
      ["\u212Aelvin", "kelvin"],
      ["Bot", " bot "],
      ["İstanbul", "I\u0307STANBUL"],
    ];
    for (const [first, second] of TAKEN) {
      it(`takes "${first}" and "${second}" for the same`, async () => {
        await repository.save(sampleApp({ name: first }));
        await assert.rejects(repository.save(sampleApp({ id: ID2, name: second })), {
          name: "UserError",
          code: "duplicate-name",
        });
        assert.equal(storage.files.size, 1);
        assert.equal(storage.markers.size, 0);
      });
    }

    it("lets an app keep its name, and change its case", async () => {
      const app = await repository.save(sampleApp({ name: "bot" }));
      assert.equal((await repository.save({ ...app, name: "Bot" })).name, "Bot");
    });

    it("refuses a rename to another app's name", async () => {
      await repository.save(sampleApp({ name: "one" }), new AppSecrets({ clientSecret: "a" }));
      const two = await repository.save(sampleApp({ id: ID2, name: "two" }));
      await assert.rejects(repository.save({ ...two, name: "One" }), {
        code: "duplicate-name",
        message: "There is already an app called “one”. Choose another name.",
      });
    });

    it("refuses the name of an app of a newer version", async () => {
      storage.files.set(ID2, JSON.stringify({ version: 2, name: "Bot" }));
      await assert.rejects(repository.save(sampleApp({ name: "bot" })), { code: "duplicate-name" });
    });

    it("allows a client ID to be there twice", async () => {
      await repository.save(sampleApp({ name: "one" }));
      await repository.save(sampleApp({ id: ID2, name: "two" }));
      assert.equal((await repository.list()).length, 2);
    });

    it("lets only one of two saves at the same time have a name", async () => {
      const results = await Promise.allSettled([repository.save(sampleApp()), repository.save(sampleApp({ id: ID2 }))]);
      assert.deepEqual(
        results.map(({ status }) => status),
        ["fulfilled", "rejected"],
      );
    });
  });

  it("refuses to save what couldn't be read again, before anything is stored", async () => {
    await assert.rejects(
      repository.save(sampleApp({ name: "x".repeat(10_000) }), new AppSecrets({ clientSecret: "a" })),
      { code: "invalid-app", message: "An app can't be saved with this value for “name”." },
    );
    await assert.rejects(repository.save(sampleApp({ createdAt: Infinity })), { code: "invalid-app" });
    await assert.rejects(repository.save(sampleApp({ host: "x".repeat(2_000_000) })), { code: "app-too-large" });
    assert.deepEqual([storage.files.size, storage.secrets.size, storage.markers.size], [0, 0, 0]);
  });

  describe("with a file of a newer version", () => {
    const NEWER = JSON.stringify({ version: 2, id: ID, name: "From tomorrow" });

    beforeEach(() => {
      storage.files.set(ID, NEWER);
      storage.secrets.set(KEY, "whatever tomorrow stores");
    });

    it("shows it and never rewrites it", async () => {
      assert.deepEqual(await repository.list(), [{ status: "newer", id: ID, version: 2, name: "From tomorrow" }]);
      await assert.rejects(repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" })), { code: "newer-app" });
      await assert.rejects(repository.save(sampleApp()), { code: "newer-app" });
      await repository.sweep();
      assert.equal(storage.files.get(ID), NEWER);
      assert.equal(storage.secrets.get(KEY), "whatever tomorrow stores");
    });

    it("deletes it only when that is meant", async () => {
      await assert.rejects(repository.delete(ID), { code: "newer-app" });
      assert.equal(storage.files.get(ID), NEWER);
      await repository.delete(ID, { evenIfNewer: true });
      assert.deepEqual([storage.files.size, storage.secrets.size, storage.markers.size], [0, 0, 0]);
    });

    it("forgets it with everything else", async () => {
      await repository.forgetEverything();
      assert.deepEqual([storage.files.size, storage.secrets.size], [0, 0]);
    });
  });

  describe("with a damaged file", () => {
    it("shows it beside the others, and deletes it with its secrets", async () => {
      await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
      await repository.save(sampleApp({ id: ID2, name: "two" }), new AppSecrets({ clientSecret: "b" }));
      storage.files.set(ID, "{");
      assert.deepEqual(
        (await repository.list()).map(({ status }) => status),
        ["damaged", "ok"],
      );
      await assert.rejects(repository.save(sampleApp(), new AppSecrets({ clientSecret: "c" })), {
        code: "damaged-app",
      });
      await repository.sweep();
      assert.match(storage.secrets.get(KEY) ?? "", /"a"/, "a damaged file never deletes secrets");
      await repository.delete(ID);
      assert.deepEqual([[...storage.files.keys()], [...storage.secrets.keys()]], [[ID2], [`app/${ID2}`]]);
    });

    it("shows a file that can't be read as damaged", async () => {
      await repository.save(sampleApp());
      storage.around = async (step, name) => {
        if (name === "files.read") throw Object.assign(new Error("EACCES, with a path"), { code: "EACCES" });
        return step();
      };
      const [entry] = await repository.list();
      assert.ok(entry?.status === "damaged");
      assert.equal(entry.reason.message, "Its file can't be read. Check who may read it, or delete the app.");
    });

    it("has its secrets again when the file is mended", async () => {
      const app = await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
      const text = storage.files.get(ID) ?? "";
      storage.files.set(ID, text.slice(1));
      await repository.sweep();
      storage.files.set(ID, text);
      assert.equal((await repository.secretsOf(app))?.reveal().clientSecret, "a");
    });
  });

  it("says so when the folder can't be read", async () => {
    storage.around = async () => Promise.reject(Object.assign(new Error("EACCES"), { code: "EACCES" }));
    await assert.rejects(repository.list(), { code: "apps-unreadable" });
  });

  it("doesn't delete the secrets of a vanished file, and finds them when the app is saved again", async () => {
    const app = await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
    storage.files.clear();
    await repository.list();
    await repository.sweep();
    assert.equal(storage.secrets.size, 1);
    const saved = await repository.save({ ...app, name: "Back again" });
    assert.equal((await repository.secretsOf(saved))?.reveal().clientSecret, "a");
  });

  it("doesn't delete the secrets of a vanished file when saving it again with new ones is cut off", async () => {
    await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
    storage.files.clear();
    storage.around = async (step, name) => (name === "files.write" ? new Promise(() => undefined) : step());
    repository.save(sampleApp(), new AppSecrets({ clientSecret: "b" })).catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    storage.around = async (step) => step();
    storage.now += 61_000;
    await new AppRepository(storage.ports()).sweep();
    assert.match(storage.secrets.get(KEY) ?? "", /"a"/);
  });

  it("takes damaged secrets for missing ones, and never prints them", async () => {
    const app = await repository.save(sampleApp(), new AppSecrets({ clientSecret: "s3cret" }));
    for (const value of [
      "s3cret",
      '{"version":1,"revisions":[{"revision":"x","values":{"clientSecret":5}}]}',
      "[".repeat(100_000),
      '{"s3cret":1}',
      "null",
      `"${"x".repeat(2_000_000)}"`,
      '{"version":2,"revisions":[]}',
    ]) {
      storage.secrets.set(KEY, value);
      assert.equal(await repository.secretsOf(app), undefined);
    }
    assert.equal(storage.reports.length, 7);
    assert.doesNotMatch(storage.reports.join(), /s3cret/);
    const saved = await repository.save(app, new AppSecrets({ clientSecret: "again" }));
    assert.equal((await repository.secretsOf(saved))?.reveal().clientSecret, "again");
  });

  it("says so when secrets can't be read, and doesn't take them for missing", async () => {
    const app = await repository.save(sampleApp(), new AppSecrets({ clientSecret: "s3cret" }));
    storage.around = async (step, name) => {
      if (name === "secrets.get") throw new Error("s3cret");
      return step();
    };
    await assert.rejects(repository.secretsOf(app), (error: Error) => {
      assert.doesNotMatch(inspect(error), /s3cret/);
      return "code" in error && error.code === "secrets-unreadable";
    });
  });

  it("deletes an app that isn't there without complaint", async () => {
    await repository.delete(ID);
    assert.equal(storage.markers.size, 0);
  });

  describe("forgetting everything", () => {
    it("removes all apps, damaged ones, half-done ones, and those whose file vanished in this session", async () => {
      await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
      await repository.save(sampleApp({ id: ID2, name: "two" }), new AppSecrets({ clientSecret: "b" }));
      storage.files.delete(ID2);
      const third = "33333333-3333-4333-8333-333333333333";
      storage.files.set(third, "{");
      storage.secrets.set(`app/${third}`, "c");
      const fourth = "44444444-4444-4444-8444-444444444444";
      storage.secrets.set(`app/${fourth}`, "d");
      storage.markers.set(
        fourth,
        JSON.stringify({ kind: "create", owner: "a dead window", startedAt: storage.now - 61_000 }),
      );
      storage.secrets.set("something else", "stays");
      await repository.forgetEverything();
      assert.deepEqual(
        [storage.files.size, [...storage.secrets.keys()], storage.markers.size],
        [0, ["something else"], 0],
      );
      assert.deepEqual(await repository.list(), []);
    });

    it("finds all secrets where the host can list them", async () => {
      storage.secrets.set(KEY, "left by hand");
      storage.secrets.set("something else", "stays");
      const ports: AppRepositoryPorts = {
        ...storage.ports(),
        secrets: { ...storage.ports().secrets, keys: async () => [...storage.secrets.keys()] },
      };
      await new AppRepository(ports).forgetEverything();
      assert.deepEqual([...storage.secrets.keys()], ["something else"]);
    });

    it("goes on where one fails, and says what failed", async () => {
      await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
      await repository.save(sampleApp({ id: ID2, name: "two" }), new AppSecrets({ clientSecret: "b" }));
      let failed = false;
      storage.around = async (step, name) => {
        if (name === "files.delete" && !failed) {
          failed = true;
          throw new Error("EIO");
        }
        return step();
      };
      await assert.rejects(repository.forgetEverything(), { code: "app-not-deleted" });
      assert.deepEqual([...storage.files.keys()], [ID]);
    });
  });

  it("ignores a marker that was cut off, and goes on after a marker from the future", async () => {
    storage.markers.set(ID, '{"kind":');
    storage.markers.set(
      ID2,
      JSON.stringify({ kind: "edit", owner: "another clock", startedAt: storage.now + 3_600_000 }),
    );
    await repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" }));
    await repository.sweep();
    assert.equal(storage.markers.size, 0);
  });

  it("lists what a stored revision lacks as missing, whatever the app said before", async () => {
    const app = sampleApp({ enforcePayloadEncryption: true, payloadKey: { kind: "shared" } });
    const saved = await repository.save(app, new AppSecrets({ clientSecret: "secret" }));
    assert.deepEqual(saved.missingSecrets, ["payloadSharedKey"]);
    const whole = await repository.save(saved, new AppSecrets({ clientSecret: "secret", payloadSharedKey: "key" }));
    assert.deepEqual(whole.missingSecrets, []);
  });
});
