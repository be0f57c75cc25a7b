import { strict as assert } from "node:assert";
import { appOfRequest, likelyApp } from "../../../src/domain/requests/read/appOfRequest";
import { blockAt, tiedAppName } from "../../../src/domain/requests/read/requestFile";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import { requestOfBlock } from "../../../src/domain/requests/read/requestOfBlock";
import { blockVariables } from "../../../src/domain/requests/read/fileVariables";
import { sampleApp } from "../apps/sampleApp";

const BOT = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
const app = (name: string, changes: Parameters<typeof sampleApp>[0] = {}) =>
  sampleApp({ id: `id-${name}`, name, clientId: `cs-${name}`, ...changes });
const orders = app("Orders");
const stock = app("Stock", { botId: BOT });
const apps = [orders, stock];

/** Nobody can use it: it is signed by nobody. */
const tokenOf = (claims: object): string =>
  [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".") + `.${"A".repeat(43)}`;

describe("the app of a request", () => {
  const at = (text: string, mark = "|", known = apps) => {
    const offset = text.indexOf(mark);
    const file = parseRequestFile(text.replace(mark, ""));
    const block = blockAt(file, offset);
    const request = block?.request;
    const tiedName = block && tiedAppName(file.blocks, block);
    const sent = block && request && requestOfBlock(file.text, request, blockVariables(file.blocks)(block));
    return appOfRequest({ tiedName, sent }, known);
  };
  const path = `https://platform.kore.ai/api/public/bot/${BOT}/getSessions`;

  it("is what its line names, or the file's", () => {
    assert.deepEqual(at("# jwt-app: Orders\nPOST https://x/a\n\n{|}\n"), { app: orders });
    assert.deepEqual(at("# jwt-app: orders\n\n###\nPOST https://x/a\n\n{|}\n"), { app: orders });
    assert.deepEqual(
      at(`# jwt-app: Orders\nPOST ${path}\n\n{}\n\n###\n# jwt-app: cs-Stock\nPOST https://x/a\n\n{|}\n`),
      { app: stock },
    );
  });

  it("is what the token in its header names, where no line does", () => {
    for (const header of [
      `auth: ${tokenOf({ appId: "cs-Orders" })}`,
      `Authorization: bearer ${tokenOf({ iss: "cs-Orders" })}`,
    ]) {
      assert.deepEqual(at(`POST ${path}\n${header}\n\n{|}\n`), { app: orders });
    }
    assert.deepEqual(at(`@token = ${tokenOf({ appId: "cs-Orders" })}\n\nPOST https://x/a\nauth: {{token}}\n\n{|}\n`), {
      app: orders,
    });
  });

  it("is likely the one of the host, or the only one, while nothing names any", () => {
    const sentTo = (host: string) => {
      const text = `GET https://${host}/x\n`;
      const { request } = parseRequestFile(text).blocks[0] ?? {};
      return request && requestOfBlock(text, request, new Map());
    };
    const hosted = [app("A", { host: "Bots.kore.ai" }), app("B", { host: "eu-bots.kore.ai" })];
    const likely = (host: string, known = hosted, tiedName?: string) =>
      likelyApp({ tiedName, sent: sentTo(host) }, known)?.name;
    assert.equal(likely("bots.kore.ai"), "A");
    assert.equal(likely("{{host}}"), undefined);
    assert.equal(likely("bots.kore.ai", [...hosted, app("C", { host: "bots.kore.ai" })]), undefined);
    assert.equal(likely("{{host}}", [orders]), "Orders");
    assert.equal(likely("bots.kore.ai", hosted, "b"), "B");
    // A line that names nobody here speaks for nobody else.
    assert.equal(likely("bots.kore.ai", hosted, "nobody"), undefined);
    assert.equal(likelyApp({ tiedName: undefined, sent: undefined }, [orders])?.name, "Orders");
  });

  it("is the only one of the bot in its path, where nothing else tells", () => {
    assert.deepEqual(at(`POST ${path}?x=1\n\n{|}\n`), { app: stock });
    assert.deepEqual(
      at(
        `@botId = ${BOT.toUpperCase().replace("ST-", "st-")}\nPOST https://x/api/public/bot/{{botId}}/getSessions\n\n{|}\n`,
      ),
      { app: stock },
    );
    assert.equal(at(`POST ${path}\n\n{|}\n`, "|", [stock, app("Twin", { botId: BOT })]), undefined);
  });

  it("is not guessed where a line names none that is here", () => {
    assert.deepEqual(at(`# jwt-app: Nobody\nPOST ${path}\nauth: ${tokenOf({ appId: "cs-Orders" })}\n\n{|}\n`), {
      unknownName: "Nobody",
    });
    assert.deepEqual(
      at("# jwt-app: Twin\nPOST https://x/a\n\n{|}\n", "|", [
        app("Twin", { id: "1" }),
        app("Twin", { id: "2", clientId: "cs-2" }),
      ]),
      { unknownName: "Twin" },
    );
  });

  it("is none where nothing names one", () => {
    assert.equal(at("POST https://x/a\n\n{|}\n"), undefined);
    assert.equal(at("|"), undefined);
    assert.equal(at(`POST ${path}\n\n{}\n\n###\nPOST https://x/a\n\n{|}\n`), undefined);
    const two = [app("A", { clientId: "cs-1" }), app("B", { clientId: "cs-1", credentials: "generated" })];
    assert.equal(at(`POST https://x/a\nauth: ${tokenOf({ appId: "cs-1" })}\n\n{|}\n`, "|", two), undefined);
  });
});
