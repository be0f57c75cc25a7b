import assert from "node:assert/strict";
import { endpoints } from "../../../src/domain/scopes/catalogue";
import { Callers } from "../../../src/localPlatform/http/callers";

const BY_ITSELF = ["referer", "accept-encoding", "accept-language"];

describe("who may call the local platform", () => {
  const callers = new Callers(["http://localhost:3000", "https://Shop.example/"]);

  it("takes requests for localhost and 127.0.0.1, on any port, since a forwarded one differs", () => {
    for (const host of ["localhost", "127.0.0.1:4000", "LOCALHOST:1", "[::1]:80"])
      assert.equal(callers.refuse({ host }), undefined, host);
  });

  it("refuses any other Host, as a rebound name would have", () => {
    for (const host of [
      undefined,
      "",
      "example.com",
      "127.0.0.1.example.com",
      "localhost.example.com",
      "127.0.0.2",
      "localhost:",
      "localhost:80:80",
      "evil@localhost",
      "0.0.0.0",
      "2130706433",
    ]) {
      assert.equal(callers.refuse({ host })?.status, 403, String(host));
    }
  });

  it("lets a listed page send every header that an endpoint names and that a browser doesn't set by itself", () => {
    const allowed = callers.corsHeaders({ origin: "http://localhost:3000" })["access-control-allow-headers"] ?? "";
    const named = endpoints().flatMap(({ headers, optionalHeaders }) =>
      Object.keys({ ...headers, ...optionalHeaders }),
    );
    for (const name of named.map((one) => one.toLowerCase()))
      assert.ok(BY_ITSELF.includes(name) || allowed.split(", ").includes(name), name);
  });

  it("refuses every Origin that is not listed, its own among them", () => {
    for (const origin of [
      "null",
      "",
      "http://127.0.0.1:4000",
      "http://localhost:3001",
      "https://localhost:3000",
      "http://localhost:3000.example.com",
      "file://",
    ]) {
      assert.equal(callers.refuse({ host: "localhost", origin })?.status, 403, origin);
      assert.deepEqual(callers.corsHeaders({ origin }), {});
    }
  });

  it("lets listed origins in and tells their browser so", () => {
    for (const origin of ["http://localhost:3000", "https://shop.example"]) {
      assert.equal(callers.refuse({ host: "localhost", origin }), undefined);
      assert.equal(callers.corsHeaders({ origin })["access-control-allow-origin"], origin);
    }
  });
});
