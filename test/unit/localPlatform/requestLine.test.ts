import assert from "node:assert/strict";
import { requestLine } from "../../../src/edge/requestLine";
import { sampleApp } from "../apps/sampleApp";

const BOT = "st-11111111-1111-5111-8111-111111111111";

describe("a request's line in the log", () => {
  it("has method, path, app, verdict and the failed check with its likely cause", () => {
    const check = {
      id: "signature",
      outcome: "failed",
      reason: "signature-differs",
      message: { template: "The signature doesn't match the {0}.", args: ["app's key"] },
      causes: [{ code: "previous-secret", message: { template: "It was made with the previous secret.", args: [] } }],
    } as const;
    assert.equal(
      requestLine({
        method: "POST",
        path: `/api/public/bot/${BOT}/getSessions?x=1`,
        status: 401,
        app: sampleApp(),
        verdict: "refused",
        check,
      }),
      `POST /api/public/bot/${BOT}/getSessions · “Sample” · 401 refused · signature: The signature doesn't match the app's key. It was made with the previous secret.`,
    );
  });

  it("shows of a path only ids, the app's tables and words of the catalogue", () => {
    const app = sampleApp({
      createdIn: "tables",
      tables: [{ kind: "table", name: "People", read: true, write: false, delete: false }],
    });
    const lines = [
      ["/api/public/tables/People/query?sys_limit=1", "/api/public/tables/People/query"],
      ["/api/public/tables/Pets/query", "/api/public/tables/…/query"],
      ["/api/public/bot/eyJhbGciOiJIUzI1NiJ9.e30.c2ln/getSessions", "/api/public/bot/…/getSessions"],
      ["/API/1.1/Public/Bot/hunter2", "/API/1.1/Public/Bot/…"],
      ["/%61pi/%00/..%2f", "/%61pi/…/…"],
      ["http://example.com/secret", "//…/…"],
      ["", "…"],
    ] as const;
    for (const [path, shown] of lines) {
      assert.equal(
        requestLine({ method: "GET", path, status: 404, app, verdict: "refused" }),
        `GET ${shown} · “Sample” · 404 refused`,
      );
    }
  });

  it("is one line without control characters, whatever the app is called", () => {
    const line = requestLine({
      method: "GET",
      path: "/api",
      status: 200,
      app: sampleApp({ name: "a\r\nb\u001b[31mc\u202ed\u2028e\u0085f\ud800g" }),
      verdict: "served",
    });
    assert.equal(line, "GET /api · “a b [31mc d e f g” · 200 served");
  });

  it("is never long", () => {
    const line = requestLine({
      method: "GET",
      path: "/api/".repeat(100_000),
      status: 200,
      app: sampleApp({ name: "x".repeat(1_000_000) }),
      verdict: "served",
    });
    assert.equal(line.length, 2_000);
  });
});
