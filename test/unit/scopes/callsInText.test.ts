import { strict as assert } from "node:assert";
import { callsIn, MOST_WRITTEN } from "../../../src/domain/scopes/callsInText";
import { cpuTime } from "../../cpuTime";

describe("The calls in a text", () => {
  const PATH = "/api/public/bot/st-1/export";
  const CASES: readonly [string, ...string[]][] = [
    // URLs and paths
    [`https://bots.kore.ai${PATH}`, PATH],
    [`  http://localhost:8787${PATH}?a=1&b=2#top `, `${PATH}?a=1&b=2`],
    [`https://[::1]:8787${PATH}`, PATH],
    [`bots.kore.ai${PATH}`, PATH],
    [`localhost:8787${PATH}`, PATH],
    [PATH, PATH],
    ...["{{host}}", "{{ $dotenv HOST }}", "{host}", "${HOST}", "$HOST", "%HOST%", "<host>"].map(
      (host): [string, string] => [`${host}${PATH}`, PATH],
    ),
    ["{{host}}/api/public/bot/{{ bot id }}/export", "/api/public/bot/{{ bot id }}/export"],
    ["/api/public/bot/<botId>/export", "/api/public/bot/<botId>/export"],
    ["/api/public/bot/<botId>", "/api/public/bot/<botId>"],
    ["/api/public/bot/:botId/export", "/api/public/bot/:botId/export"],
    // Request lines
    [`POST https://host${PATH}?x HTTP/1.1`, `POST ${PATH}?x`],
    [`post {{host}}${PATH}`, `POST ${PATH}`],
    [`PATCH ${PATH}`, `PATCH ${PATH}`],
    [`POST ${PATH} HTTP/1.1\nHost: bots.kore.ai\nauth: x`, `POST ${PATH}`],
    [`"POST ${PATH} HTTP/1.1" 404`, `POST ${PATH}`],
    [`POST: ${PATH}`, `POST ${PATH}`],
    // A word of the path is no method.
    ["https://host/api/public/bot/st-1/conversations/delete", "/api/public/bot/st-1/conversations/delete"],
    ["/get/put/post", "/get/put/post"],
    // Commands
    [`curl https://host${PATH}`, `GET ${PATH}`],
    [`$ curl https://host${PATH}`, `GET ${PATH}`],
    [`curl -X POST 'https://host${PATH}' -H 'auth: x'`, `POST ${PATH}`],
    [`curl -XDELETE "https://host${PATH}"`, `DELETE ${PATH}`],
    [`curl --location --request put 'https://host${PATH}' \\\n  --header 'a: b'`, `PUT ${PATH}`],
    [`curl --request=PUT https://host${PATH}`, `PUT ${PATH}`],
    [`curl 'https://host${PATH}' --data-raw '{"a":"b"}'`, `POST ${PATH}`],
    [`curl -F file=@x.zip https://host${PATH}`, `POST ${PATH}`],
    [`curl -G -d a=1 https://host${PATH}`, `GET ${PATH}`],
    [`curl.exe --url https://host${PATH}`, `GET ${PATH}`],
    [`Invoke-RestMethod -Method Post -Uri "https://host${PATH}"`, `POST ${PATH}`],
    // Code
    [`requests.post("https://host${PATH}", json=body)`, `POST ${PATH}`],
    [`requests.delete(f"https://{host}${PATH}")`, `DELETE ${PATH}`],
    [`await fetch(\`https://\${host}${PATH}\`, { method: "POST" })`, `POST ${PATH}`],
    [`axios({ method: 'put', url: 'https://host${PATH}' })`, `PUT ${PATH}`],
    [`{"url": "https:\\/\\/host\\/api\\/public\\/bot\\/st-1\\/export"}`, PATH],
    // Prose and Markdown
    [`see [the page](https://host${PATH}).`, PATH],
    [`call <https://host${PATH}>, then wait`, PATH],
    [`(${PATH})`, PATH],
    [`Is it https://host${PATH}?`, PATH],
    // More than one
    [`curl -H 'Referer: https://a.example/b' https://host${PATH}`, "GET /b", `GET ${PATH}`],
    [`GET /a\n\n###\nPOST /b`, "GET /a", "POST /b"],
    // None
    ["transcripts of a call"],
    ["bot/{botId}/export"],
    ["import and/or export"],
    ["https://bots.kore.ai"],
    ["/"],
    ["?? / ??"],
    [""],
  ];
  for (const [text, ...calls] of CASES) {
    it(`are read from ${JSON.stringify(text)}`, () =>
      assert.deepEqual(
        callsIn(text).map(({ method, path }) => [...(method === undefined ? [] : [method]), path].join(" ")),
        calls,
      ));
  }

  it("are found behind a long token, and are no more than some", () => {
    const token = "x".repeat(5_000);
    assert.equal(callsIn(`curl -H 'auth: ${token}' https://host${PATH}`)[0]?.path, PATH);
    assert.equal(callsIn(`${PATH} `.repeat(100)).length, 8);
    assert.deepEqual(callsIn(`${" ".repeat(MOST_WRITTEN)}${PATH}`), []);
  });

  for (const piece of [
    "/",
    "{{",
    "<",
    "{{}}/",
    "$",
    "-X",
    "curl ",
    "method:     ",
    "a.",
    "https://",
    ">",
    "POST ",
    " ",
  ]) {
    it(`take no longer than the beginning of a text does, of many ${JSON.stringify(piece)}`, () => {
      const text = piece.repeat(2_000_000 / piece.length);
      callsIn(text);
      const time = cpuTime(() => callsIn(text));
      assert.ok(time < 50, `${time} ms`);
    });
  }
});
