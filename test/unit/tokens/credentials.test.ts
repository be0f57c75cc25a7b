import { strict as assert } from "node:assert";
import { checkClientSecret, generateClientSecret } from "../../../src/domain/apps/clientSecret";
import {
  botIdForm,
  clientIdForm,
  generateClientId,
  isAccountId,
  isBotId,
  isPlatformClientId,
} from "../../../src/domain/apps/platformIds";
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
    for (const text of ["", uuid, `cs-${uuid}0`, `st-${uuid}`, `cs-${uuid}\n`])
      assert.ok(!isPlatformClientId(text), text);
    for (const text of ["", `cs-${uuid}`, `st-${uuid}-copy`, `ST-${uuid}`]) assert.ok(!isBotId(text), text);
    for (const text of ["", "0123456789abcdef0123456", "0123456789abcdef0123456g"]) assert.ok(!isAccountId(text), text);
  });

  it("may have a UUID of any version, and are told from those that are known", () => {
    const forms: [string, string][] = [
      ["1e21a4b5-6c1d-5a0e-8f3b-2d9c7a6b5e4f", "usual"],
      ["1E21A4B5-6C1D-5A0E-BF3B-2D9C7A6B5E4F", "usual"],
      ["1e21a4b5-6c1d-4a0e-8f3b-2d9c7a6b5e4f", "unusual"],
      ["1e21a4b5-6c1d-1a0e-8f3b-2d9c7a6b5e4f", "unusual"],
      ["1e21a4b5-6c1d-7a0e-8f3b-2d9c7a6b5e4f", "unusual"],
      ["1e21a4b5-6c1d-5a0e-7f3b-2d9c7a6b5e4f", "unusual"],
      ["00000000-0000-0000-0000-000000000000", "unusual"],
      ["1e21a4b56c1d5a0e8f3b2d9c7a6b5e4f", "malformed"],
      ["1e21a4b5-6c1d-4a0e-8f3b-2d9c7a6b5e4f-copy", "malformed"],
      ["1e21a4b5-6c1d-4a0e-8f3b-2d9c7a6b5e4g", "malformed"],
      ["1e21a4b5-6c1d-4a0e-8f3b-2d9c7a6b5e4f\n", "malformed"],
      [" 1e21a4b5-6c1d-4a0e-8f3b-2d9c7a6b5e4f", "malformed"],
    ];
    for (const [uuid, form] of forms) {
      assert.deepEqual([botIdForm(`st-${uuid}`), clientIdForm(`cs-${uuid}`)], [form, form], uuid);
      assert.deepEqual(
        [isBotId(`st-${uuid}`), isPlatformClientId(`cs-${uuid}`)],
        Array(2).fill(form !== "malformed"),
        uuid,
      );
      assert.deepEqual([botIdForm(`cs-${uuid}`), clientIdForm(`st-${uuid}`)], ["malformed", "malformed"], uuid);
    }
  });
});
