import { strict as assert } from "node:assert";
import { type GatewayNote, newGatewayKey, openNote, sealNote } from "../../../src/domain/apps/gatewayNote";
import { gatewayPath } from "../../../src/domain/requests/destination/gatewayAddress";
import { webPorts } from "../../../src/domain/ports";

const NOTE: GatewayNote = {
  id: "0b8c2a52-1111-4111-8111-111111111111",
  pid: 4711,
  port: 8788,
  appIds: ["0b8c2a52-2222-4222-8222-222222222222"],
  startedAt: 1_700_000_000,
};

describe("The note of the window that runs the gateway", () => {
  const key = newGatewayKey(webPorts);

  it("is read with the key that it was sealed with, and holds no key", async () => {
    const file = await sealNote(NOTE, key);
    assert.deepEqual(await openNote(file, key), NOTE);
    assert.ok(!file.includes(key));
  });

  it("counts for nothing with another key, or where anything in it was changed", async () => {
    const file = await sealNote(NOTE, key);
    assert.equal(await openNote(file, newGatewayKey(webPorts)), undefined);
    const { note, proof } = JSON.parse(file) as { note: string; proof: string };
    for (const changed of [
      { note: note.replace("8788", "8789"), proof },
      { note: `${note} `, proof },
      { note, proof: proof.slice(0, -2) },
      { note, proof: "" },
      { note },
    ])
      assert.equal(await openNote(JSON.stringify(changed), key), undefined, JSON.stringify(changed));
    for (const text of ["", "{", "null", "[]", note, "\0"]) assert.equal(await openNote(text, key), undefined, text);
  });

  it("is of the form that it should be, whoever sealed it", async () => {
    for (const wrong of [
      { ...NOTE, port: 0 },
      { ...NOTE, port: 65_536 },
      { ...NOTE, pid: -1 },
      { ...NOTE, pid: 0 },
      { ...NOTE, id: "../x" },
      { ...NOTE, appIds: "all" as never },
    ])
      assert.equal(await openNote(await sealNote(wrong, key), key), undefined, JSON.stringify(wrong));
  });
});

describe("A key of the gateway's address", () => {
  it("is 128 bits as an address takes them", () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => 255 - index);
    const key = newGatewayKey({ randomBytes: (length) => bytes.slice(0, length) });
    assert.equal(key, Buffer.from(bytes).toString("base64url"));
    assert.equal(gatewayPath(`/${key}/app/x`)?.key, key);
  });
});
