import { strict as assert } from "node:assert";
import { checkClientSecret } from "../../../src/domain/apps/clientSecret";
import { generateClientId, generateClientSecret, isAccountId, isBotId, isPlatformClientId } from "../../../src/domain/apps/credentials";
import { webPorts } from "../../../src/domain/ports";

describe("credentials", () => {
  it("are generated in the platform's formats", () => {
    const ports = { randomBytes: (length: number) => new Uint8Array(length).fill(0xff) };
    assert.equal(generateClientId(ports), "cs-ffffffff-ffff-5fff-bfff-ffffffffffff");
    assert.equal(generateClientSecret(ports), `${"/".repeat(42)}8=`);
  });

  it("are others each time", () => {
    assert.notEqual(generateClientId(webPorts), generateClientId(webPorts));
    assert.notEqual(generateClientSecret(webPorts), generateClientSecret(webPorts));
    const secret = generateClientSecret(webPorts);
    assert.deepEqual(checkClientSecret(secret), { outcome: "accepted", secret, doubts: [] });
  });

  it("are recognised by their form", () => {
    const uuid = "1e21a4b5-6c1d-5a0e-8f3b-2d9c7a6b5e4f";
    assert.ok(isPlatformClientId(`cs-${uuid}`));
    assert.ok(isPlatformClientId(`cs-${uuid.replace("-5", "-4")}`));
    assert.ok(isBotId(`st-${uuid.toUpperCase()}`));
    assert.ok(isAccountId("0123456789abcdefABCDEF01"));
    for (const text of ["", uuid, `cs-${uuid}0`, `st-${uuid}`, `cs-${uuid}\n`]) assert.ok(!isPlatformClientId(text), text);
    for (const text of ["", `cs-${uuid}`, `st-${uuid.replace("-5", "-4")}`, `st-${uuid}-copy`, `ST-${uuid}`]) assert.ok(!isBotId(text), text);
    for (const text of ["", "0123456789abcdef0123456", "0123456789abcdef0123456g"]) assert.ok(!isAccountId(text), text);
  });
});
