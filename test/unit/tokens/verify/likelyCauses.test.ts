import { strict as assert } from "node:assert";
import type { JwtApp } from "../../../../src/domain/apps/jwtApp";
import { likelyCauses, placesOf } from "../../../../src/domain/tokens/verify/likelyCauses";
import { routeOf } from "../../../../src/domain/tokens/verify/route";
import { answers, PLATFORM_ERRORS, platformErrorOf } from "../../../../src/domain/tokens/verify/platformErrors";
import { check, claims, NOW, request, sampleApp, SESSIONS, signed } from "./samples";

const CREDENTIALS = "Invalid SDK credentials";
const SCOPE = "Permission denied. Scope is incorrect!";

describe("explaining an answer of the platform", () => {
  const states = (message: string, checks: Parameters<typeof likelyCauses>[1]) =>
    likelyCauses(message, checks).map(({ state, code }) => `${state}: ${code}`);

  it("names what is wrong first, then what can't be told, and what fits last", async () => {
    const { checks } = await check({ request: request(signed(claims(), { key: "another secret" })) });
    assert.deepEqual(states(CREDENTIALS, checks), [
      "found: secret-differs",
      "possible: secret-replaced",
      "possible: other-account",
      "possible: not-saved",
      "fits: token-present",
      "fits: right-header",
      "fits: appId",
      "fits: app-known",
      "fits: bot-fits",
    ]);
  });

  it("keeps several mistakes apart that are answered alike, in the order in which they decide", async () => {
    const { checks } = await check({
      request: request(signed(claims({ appId: undefined, "App ID": claims()["appId"] }), { key: "another secret" }), {
        path: SESSIONS.replace("st-b", "st-a"),
      }),
    });
    assert.deepEqual(states(CREDENTIALS, checks).slice(0, 3), [
      "found: app-claim-misspelled",
      "found: secret-differs",
      "found: other-bot",
    ]);
  });

  it("takes what is answered in unknown words for a cause of the answer that many mistakes get, and of no other", async () => {
    const { checks } = await check({
      apps: [sampleApp({ scopes: [] })],
      request: request(signed(claims({ exp: NOW - 1 }))),
    });
    // The scope's own words are known, and these aren't they.
    assert.equal(states(CREDENTIALS, checks)[0], "found: expired");
    assert.equal(states(CREDENTIALS, checks).at(-1), "fits: bot-fits");
    assert.ok(states(CREDENTIALS, checks).includes("otherwise: scope-missing"));
    // It has expired since; when it was answered, it was let in up to the scope.
    assert.equal(states(SCOPE, checks)[0], "found: scope-missing");
    assert.ok(states(SCOPE, checks).includes("otherwise: expired"));
  });

  it("says where on the platform a cause is put right: by the app's level, or of each level where it isn't known", () => {
    const places = (message: string, app: JwtApp | undefined, status?: number) =>
      likelyCauses(message, [], status).flatMap((cause) => {
        const paths = placesOf(cause, app).map(({ part, path }) => `${part}: ${path}`);
        return paths.length > 0 ? [[cause.code, ...paths]] : [];
      });
    const scopes = "xo: App Settings > Dev Tools > API Scope > Create API Scope";
    assert.deepEqual(places(SCOPE, sampleApp()), [
      ["scope-not-known", scopes],
      ["published-not-known", "xo: Deploy > Publish"],
      ["scope-not-on-platform", scopes],
    ]);
    assert.deepEqual(places(SCOPE, sampleApp({ createdIn: "admin" })), [
      ["scope-not-known", "admin: Security & Control > API Scopes > New"],
      ["scope-not-on-platform", "admin: Security & Control > API Scopes > New"],
    ]);
    assert.deepEqual(places(SCOPE, undefined)[0], [
      "scope-not-known",
      scopes,
      "admin: Security & Control > API Scopes > New",
    ]);
    // Words that are not known, by which a guess is made.
    assert.deepEqual(places("Forbidden", sampleApp({ createdIn: "tables" }), 403), [
      ["tables-not-known", "tables: Data > Data Tables, or Data > Table Views: App Assignments"],
    ]);
    assert.deepEqual(places(CREDENTIALS, sampleApp()), [
      ["app-not-known", "xo: App Settings > Dev Tools > Web/Mobile SDK"],
      ["bot-not-known", "xo: App Settings > App Profile"],
      ["secret-replaced", "xo: App Settings > Dev Tools > Web/Mobile SDK"],
      ["not-saved", scopes],
    ]);
    assert.deepEqual(places(CREDENTIALS, sampleApp({ credentials: "generated" })), []);
  });

  it("says no place for what is in order", async () => {
    const { checks } = await check({ request: request(signed(claims(), { key: "another secret" })) });
    const fitting = likelyCauses(CREDENTIALS, checks).filter(({ state }) => state === "fits");
    assert.ok(fitting.length > 0);
    assert.deepEqual(
      fitting.flatMap((cause) => placesOf(cause, sampleApp())),
      [],
    );
  });

  it("says what may be where it can't check anything", () => {
    const causes = likelyCauses(CREDENTIALS, []);
    assert.deepEqual([...new Set(causes.map(({ state }) => state))], ["possible"]);
    assert.deepEqual(
      causes.map(({ code }) => code),
      [
        "token-not-known",
        "header-not-known",
        "appClaim-not-known",
        "app-not-known",
        "signature-not-known",
        "bot-not-known",
        "secret-replaced",
        "other-account",
        "not-saved",
      ],
    );
    assert.ok(causes.every(({ fix }) => fix !== undefined));
    assert.deepEqual(
      likelyCauses("possibly a replay", []).map(({ code, action }) => [code, action]),
      [["replay-not-known", "refresh"]],
    );
  });

  it("takes whatever is wrong for the cause of an answer that isn't known", async () => {
    const { checks } = await check({
      apps: [sampleApp({ scopes: [] })],
      request: request(signed(claims({ exp: NOW - 1 }))),
    });
    assert.deepEqual(states("Something new", checks), ["found: expired", "found: scope-missing"]);
  });

  it("puts first what an unknown answer speaks of, by its words and then by its status", async () => {
    const first = (message: string, status?: number): string[] =>
      likelyCauses(message, [], status).map(({ state, code }) => `${state}: ${code}`);
    assert.equal(first("TOKEN_EXPIRED", 401)[0], "possible: exp-not-known");
    assert.ok(first("TOKEN_EXPIRED", 401).includes("possible: signature-not-known"));
    assert.deepEqual(first("TOKEN_EXPIRED"), ["possible: exp-not-known"]);
    assert.deepEqual(first("Permission denied", 403).slice(0, 3), [
      "possible: scope-not-known",
      "possible: published-not-known",
      "possible: level-not-known",
    ]);
    assert.deepEqual(first("Bad signature").slice(0, 2), [
      "possible: signature-not-known",
      "possible: algorithm-not-known",
    ]);
    assert.deepEqual(first("jwt audience invalid"), ["possible: wrong-audience"]);
    assert.deepEqual(first("Stream not found", 404), [
      "possible: endpoint-not-known",
      "possible: bot-not-known",
      "possible: nothing-there",
    ]);
    assert.deepEqual(first("Slow down", 429), ["possible: rate-limit"]);
    assert.deepEqual(first("Too many requests"), ["possible: rate-limit"]);
    assert.deepEqual(first("502 Bad Gateway", 502), ["possible: server-failed"]);
    assert.deepEqual(first("Something new"), []);
    // A known answer is not guessed at.
    assert.deepEqual(first(SCOPE, 429), first(SCOPE));
  });

  it("says of a request what is found, the likeliest first, and never a guess as found", async () => {
    const { checks } = await check({
      apps: [sampleApp({ scopes: [] })],
      request: request(signed(claims({ exp: NOW - 1 }))),
    });
    assert.deepEqual(
      likelyCauses("Permission denied", checks, 403)
        .filter(({ state }) => state === "found")
        .map(({ code }) => code),
      ["scope-missing", "expired"],
    );
    assert.deepEqual(
      likelyCauses("TOKEN_EXPIRED", checks, 401)
        .filter(({ state }) => state === "found")
        .map(({ code }) => code),
      ["expired", "scope-missing"],
    );
    const kept = await check({ request: request(signed()) });
    const causes = likelyCauses("TOKEN_EXPIRED", kept.checks, 401);
    assert.deepEqual(
      causes.filter(({ state }) => state === "found"),
      [],
    );
    assert.ok(causes.some(({ code, state }) => code === "sent-otherwise" && state === "possible"));
    assert.ok(causes.some(({ code, state }) => code === "not-expired" && state === "fits"));
  });

  it("recognises each known answer, whatever its case and what is written around it", () => {
    for (const { id, words, isCommon } of PLATFORM_ERRORS) {
      assert.equal(platformErrorOf(words.toUpperCase())?.id, id);
      assert.equal(platformErrorOf(`Error: ${words}.`)?.id, isCommon ? undefined : id);
    }
    assert.equal(
      platformErrorOf('error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)')?.id,
      "jti-lives-too-long",
    );
    assert.equal(platformErrorOf("The conversation was not found"), undefined);
    assert.equal(platformErrorOf("x".repeat(1_000_000)), undefined);
  });

  it("takes common words that are known of one place for an answer of that place alone", () => {
    const to = (path: string, method = "POST") => routeOf({ method, path, headers: {}, body: new Uint8Array() });
    const GRANT = to("/api/1.1/oAuth/token/jwtgrant");
    const sessions = to(SESSIONS);
    assert.equal(platformErrorOf("Not found", GRANT)?.id, "grant-not-found");
    assert.equal(platformErrorOf("Not found")?.id, "grant-not-found");
    for (const route of [
      sessions,
      to("/api/public/elsewhere"),
      to("/chatbot/v2/webhook/st-1"),
      to("/api/1.1/rtm/start"),
    ])
      assert.equal(platformErrorOf("Not found", route), undefined);
    // Words that nothing else has are known wherever they come from.
    assert.equal(platformErrorOf("missing/Invalid jwt.sub()", sessions)?.id, "sub-missing");
    for (const path of ["/api/public/bot/import", SESSIONS.replace("getSessions", "import")])
      assert.ok(answers("botImport", to(path)), path);
    assert.ok(!answers("botImport", sessions));
    assert.deepEqual([answers("jwtGrant", GRANT), answers("jwtGrant", sessions)], [true, false]);
    assert.deepEqual([answers("botKit", sessions), answers("botKit", to("/elsewhere"))], [false, false]);
    assert.deepEqual(
      likelyCauses("Not found", [], 404, sessions).map(({ state, code }) => `${state}: ${code}`),
      ["possible: endpoint-not-known", "possible: bot-not-known", "possible: nothing-there"],
    );
  });
});
