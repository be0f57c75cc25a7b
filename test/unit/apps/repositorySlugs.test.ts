import { strict as assert } from "node:assert";
import { AppRepository } from "../../../src/domain/apps/storage/appRepository";
import { SLUGS_ID } from "../../../src/domain/apps/storage/slugRegistry";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { interleave } from "./interleave";
import { MemoryStorage } from "./memoryStorage";
import { sampleApp } from "./sampleApp";

const idOf = (number: number): string => `${String(number).padStart(8, "0")}-1111-4111-8111-111111111111`;
const app = (number: number, changes: Partial<JwtApp> = {}): JwtApp =>
  sampleApp({ id: idOf(number), name: `App ${number}`, clientId: `cs-${number}`, ...changes });

describe("The slugs of the apps", () => {
  let storage: MemoryStorage;
  let repository: AppRepository;

  beforeEach(() => {
    storage = new MemoryStorage();
    repository = new AppRepository(storage.ports());
  });

  /** A file as somebody, or a version before slugs, left it. */
  function leave(...apps: (JwtApp & { slug?: unknown })[]): void {
    for (const each of apps) storage.files.set(each.id, JSON.stringify(each));
  }

  async function slugs(of = repository): Promise<Record<string, string | undefined>> {
    const entries = await of.list();
    return Object.fromEntries(
      entries.flatMap((entry) => (entry.status === "ok" ? [[entry.app.name, entry.app.slug] as const] : [])),
    );
  }

  async function one(number: number, of = repository): Promise<JwtApp> {
    const entry = await of.get(idOf(number));
    return entry?.status === "ok" ? entry.app : assert.fail();
  }

  it("are made with the apps, from their names, and stand in their files", async () => {
    const first = await repository.save(app(1, { name: "Order Bot" }));
    const second = await repository.save(app(2, { name: "Order-Bot!" }), new AppSecrets({ clientSecret: "a" }));
    assert.deepEqual([first.slug, second.slug], ["order-bot", "order-bot-2"]);
    assert.match(storage.files.get(idOf(1)) ?? "", /"slug": "order-bot"/);
    assert.match(storage.files.get(idOf(2)) ?? "", /"slug": "order-bot-2"/);
    assert.deepEqual(await slugs(), { "Order Bot": "order-bot", "Order-Bot!": "order-bot-2" });
  });

  it("stay when an app is renamed and edited, whatever the edit says of them", async () => {
    const saved = await repository.save(app(1, { name: "Order Bot" }));
    const renamed = await repository.update(saved, (current) => ({ ...current, name: "Support Bot" }));
    assert.equal(renamed.slug, "order-bot");
    assert.equal((await repository.update(saved, (current) => ({ ...current, slug: "other" }))).slug, "order-bot");
    const { slug: _, ...without } = renamed;
    assert.equal((await repository.save(without)).slug, "order-bot");
    assert.deepEqual(await slugs(new AppRepository(storage.ports())), { "Support Bot": "order-bot" });
    assert.equal((await repository.save(app(2, { name: "Order Bot" }))).slug, "order-bot-2");
  });

  it("are no other app's once they were given, also after the app was deleted", async () => {
    await repository.save(app(1, { name: "Order Bot" }));
    await repository.delete(idOf(1));
    assert.equal((await repository.save(app(2, { name: "Order Bot" }))).slug, "order-bot-2");
    await repository.delete(idOf(2));
    const later = new AppRepository(storage.ports());
    assert.equal((await later.save(app(3, { name: "Order Bot", slug: "order-bot" }))).slug, "order-bot-3");
    leave(app(1, { name: "Back from a backup" }));
    assert.equal((await one(1)).slug, "order-bot", "its own");
  });

  it("are forgotten with everything", async () => {
    await repository.save(app(1, { name: "Order Bot" }));
    await repository.forgetEverything();
    assert.deepEqual([storage.slugs.size, storage.markers.size], [0, 0]);
    assert.equal((await repository.save(app(2, { name: "Order Bot" }))).slug, "order-bot");
  });

  it("of files from before are given once, when they are read, the older app first, and no such file is written", async () => {
    leave(app(1, { name: "Bot", createdAt: 20 }), app(2, { name: "bot!", createdAt: 10 }), app(3, { name: "!!" }));
    const before = new Map(storage.files);
    let writes = 0;
    storage.around = async (step, name) => {
      if (name.endsWith("write")) writes++;
      return step();
    };
    const expected = { Bot: "bot-2", "bot!": "bot", "!!": "app" };
    assert.deepEqual(await slugs(), expected);
    assert.deepEqual(await slugs(), expected);
    assert.deepEqual(await slugs(new AppRepository(storage.ports())), expected);
    assert.equal(writes, 1);
    assert.deepEqual(storage.files, before);
    await repository.update({ id: idOf(1), name: "Bot" }, (current) => ({ ...current, enforceJti: true }));
    assert.match(storage.files.get(idOf(1)) ?? "", /"slug": "bot-2"/, "with the next change");
  });

  it("stay where an older version saves an app without its slug", async () => {
    const { slug: _, ...saved } = await repository.save(app(1, { name: "Order Bot" }));
    leave({ ...saved, name: "Renamed there" });
    assert.equal((await one(1)).slug, "order-bot");
  });

  it("are new ones by the rule where a file has one that is none, another app's, or another than before", async () => {
    await repository.save(app(1, { name: "Order Bot" }));
    await repository.save(app(2, { name: "Support" }));
    leave(
      app(2, { name: "Support", slug: "order-bot" }),
      app(3, { name: "Copied", slug: "order-bot" }),
      app(4, { name: "Up", slug: "../up" }),
      { ...app(5, { name: "Number" }), slug: 7 } as never,
      { ...app(6, { name: "List" }), slug: ["order-bot"] } as never,
      app(7, { name: "Long", slug: "x".repeat(5_000) }),
      app(8, { name: "Free", slug: "free-one" }),
    );
    assert.deepEqual(await slugs(), {
      "Order Bot": "order-bot",
      Support: "support",
      Copied: "copied",
      Up: "up",
      Number: "number",
      List: "list",
      Long: "long",
      Free: "free-one",
    });
    leave(app(8, { name: "Free", slug: "another" }));
    assert.equal((await one(8)).slug, "free-one");
  });

  it("of an import are kept where they are free", async () => {
    assert.equal((await repository.save(app(1, { name: "A", slug: "order-bot" }))).slug, "order-bot");
    assert.equal((await repository.save(app(2, { name: "B", slug: "order-bot" }))).slug, "b");
    assert.equal((await repository.save(app(3, { name: "C", slug: "No slug" }))).slug, "c");
  });

  it("leave files of a newer version, and damaged ones, as they are", async () => {
    storage.files.set(idOf(1), '{"version":2,"name":"Newer","slug":"newer"}');
    storage.files.set(idOf(2), "{");
    const before = new Map(storage.files);
    assert.deepEqual(
      (await repository.list()).map(({ status }) => status),
      ["newer", "damaged"],
    );
    assert.deepEqual(storage.files, before);
    assert.equal(storage.slugs.size, 0);
  });

  it("are the same in two windows that read at once, in any order of their steps", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      storage = new MemoryStorage();
      leave(app(1, { name: "Bot" }), app(2, { name: "bot!" }), app(3, { name: "Bot?", slug: "bot" }));
      const found = await interleave(storage, seed, [slugs, slugs, (window) => one(2, window)]);
      const [first, second, third] = found as [unknown, unknown, JwtApp];
      assert.deepEqual(first, second, `seed ${seed}`);
      assert.equal(third.slug, (first as Record<string, string>)["bot!"], `seed ${seed}`);
      assert.equal(new Set(Object.values(first as object)).size, 3, `seed ${seed}`);
      assert.equal(storage.markers.size, 0);
    }
  });

  it("differ for apps that two windows make at once, in any order of their steps", async () => {
    for (let seed = 1; seed <= 60; seed++) {
      storage = new MemoryStorage();
      const [one, two] = (await interleave(storage, seed, [
        (window) => window.save(app(1, { name: "Bot" })),
        (window) => window.save(app(2, { name: "bot!" })),
      ])) as JwtApp[];
      assert.deepEqual([one?.slug, two?.slug].sort(), ["bot", "bot-2"], `seed ${seed}`);
      assert.deepEqual(await slugs(new AppRepository(storage.ports())), { Bot: one?.slug, "bot!": two?.slug });
    }
  });

  it("hold nobody up where a window died while it gave one", async () => {
    leave(app(1, { name: "Bot" }));
    storage.around = async (step, name) => (name === "slugs.write" ? new Promise(() => undefined) : step());
    repository.list().catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([...storage.markers.keys()], [SLUGS_ID]);
    let waits = 0;
    storage.around = async (step, name) => {
      if (name === "wait") storage.now += ++waits * 50;
      return step();
    };
    const other = new AppRepository(storage.ports());
    assert.deepEqual(await slugs(other), { Bot: "bot" });
    assert.equal(storage.markers.size, 0);
  });

  for (const failing of ["slugs.read", "slugs.write"]) {
    it(`keep no app from being listed and saved where ${failing} fails, and come when it doesn't any more`, async () => {
      leave(app(1, { name: "Bot" }));
      storage.around = async (step, name) => {
        if (name === failing) throw new Error("no words of the disk");
        return step();
      };
      assert.deepEqual(await slugs(), { Bot: undefined });
      const saved = await repository.save(app(2, { name: "Other" }), new AppSecrets({ clientSecret: "a" }));
      assert.equal(saved.slug, undefined);
      assert.doesNotMatch(storage.reports.join(), /no words/);
      assert.ok(storage.reports.length > 0);
      storage.around = async (step) => step();
      assert.deepEqual(await slugs(), { Bot: "bot", Other: "other" });
      assert.equal(storage.markers.size, 0);
    });
  }

  it("stay in a file of a newer version, which is not written", async () => {
    leave(app(1, { name: "Bot" }));
    storage.slugs.set(SLUGS_ID, '{"version":2,"names":{}}');
    assert.deepEqual(await slugs(), { Bot: undefined });
    assert.equal(storage.slugs.get(SLUGS_ID), '{"version":2,"names":{}}');
  });

  it("are those of the apps' files again where their own file was damaged", async () => {
    await repository.save(app(1, { name: "Bot" }));
    await repository.save(app(2, { name: "bot!" }));
    for (const damaged of ["", "{", "[]", '{"version":1}', '{"version":1,"given":[{"slug":7}]}']) {
      storage.slugs.set(SLUGS_ID, damaged);
      assert.deepEqual(await slugs(new AppRepository(storage.ports())), { Bot: "bot", "bot!": "bot-2" }, damaged);
    }
    const twice = [
      { slug: "bot", app: idOf(2) },
      { slug: "bot", app: idOf(1) },
      { slug: "../up", app: idOf(1) },
    ];
    storage.slugs.set(SLUGS_ID, JSON.stringify({ version: 1, given: twice }));
    assert.deepEqual(await slugs(new AppRepository(storage.ports())), { Bot: "bot-2", "bot!": "bot" });
  });

  it("are given to as many as their file has room for, which stays readable", async () => {
    leave(app(1, { name: "Bot" }));
    const given = Array.from({ length: 100_000 }, (_, index) => ({
      slug: `s-${index}`,
      app: `${"0".repeat(36)}${index}`,
    }));
    const text = JSON.stringify({ version: 1, given });
    storage.slugs.set(SLUGS_ID, text);
    assert.deepEqual(await slugs(), { Bot: undefined });
    assert.equal(storage.slugs.get(SLUGS_ID), text);
  });
});
