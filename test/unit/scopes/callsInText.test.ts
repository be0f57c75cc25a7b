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
    [`requests.request("DELETE", "https://host${PATH}")`, `DELETE ${PATH}`],
    [`requests.request(method="PUT", url="https://host${PATH}")`, `PUT ${PATH}`],
    [`new HttpRequestMessage(HttpMethod.Post, "https://host${PATH}")`, `POST ${PATH}`],
    [`{"request":{"method":"DELETE","url":{"raw":"https://host${PATH}"}}}`, `DELETE ${PATH}`],
    [`fetch("https://host${PATH}", { body: '{"method":"GET"}', method: "PUT" })`, `PUT ${PATH}`],
    [`fetch("https://host${PATH}", { body: JSON.stringify({ method: "DELETE" }) })`, PATH],
    // What is told of something else
    [`POST https://host${PATH}\n\n{"method":"sms"}`, `POST ${PATH}`],
    [`POST https://host${PATH}\n\n{"method":"GET"}`, `POST ${PATH}`],
    [`https://host${PATH}\n\n{"method":"DELETE"}`, PATH],
    [`{"method":"sms","url":"https://host${PATH}"}`, PATH],
    [`curl https://host${PATH} --data-raw '{"method":"email"}'`, `POST ${PATH}`],
    [`curl https://host${PATH} -d '{"q":"use -X DELETE here"}'`, `POST ${PATH}`],
    [`curl https://host${PATH} -d "{\\"q\\":\\"-X DELETE\\"}"`, `POST ${PATH}`],
    [`curl https://host${PATH} -d $'it\\'s -X DELETE '`, `POST ${PATH}`],
    [`curl https://host${PATH} -H 'X-HTTP-Method-Override: DELETE'`, `GET ${PATH}`],
    [`curl https://host${PATH} -H 'a: -X PUT' --get -d a=1`, `GET ${PATH}`],
    [`Do not use -X DELETE with https://host${PATH}`, PATH],
    [`please delete https://host${PATH}`, PATH],
    [`curl -X DELETE https://host/a\n\nhttps://host${PATH}`, "DELETE /a", PATH],
    // Joined, repeated and unknown options
    [`curl -sXPOST https://host${PATH}`, `POST ${PATH}`],
    [`curl -sSLX put https://host${PATH}`, `PUT ${PATH}`],
    [`curl -vd @body.json https://host${PATH}`, `POST ${PATH}`],
    [`curl -HX:y -oX https://host${PATH}`, `GET ${PATH}`],
    [`curl -X GET -XPOST https://host${PATH}`, `POST ${PATH}`],
    [`curl -I https://host${PATH}`, `HEAD ${PATH}`],
    [`curl -T x.zip https://host${PATH}`, `PUT ${PATH}`],
    [`curl -X$METHOD https://host${PATH}`, PATH],
    [`curl -X "\${METHOD}" -d '{}' https://host${PATH}`, PATH],
    [`curl -X PROPFIND https://host${PATH}`, PATH],
    // Where a command begins and ends
    [`TOKEN=x curl -d a=1 'https://host${PATH}'`, `POST ${PATH}`],
    [`cat a | curl -d @- https://host${PATH} | jq -X PUT`, `POST ${PATH}`],
    [`curl https://host/a && curl -d x https://host${PATH}`, "GET /a", `POST ${PATH}`],
    [`curl https://host${PATH}?a=1&b=2 -X PUT`, `PUT ${PATH}?a=1&b=2`],
    [`curl https://host${PATH}\n-X PUT`, `PUT ${PATH}`],
    [`curl ^"https://host${PATH}^" ^\r\n  -X ^"PUT^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":1^}^"`, `PUT ${PATH}`],
    [`Invoke-RestMethod "https://host${PATH}" \`\n  -Method Delete`, `DELETE ${PATH}`],
    [`iwr https://host${PATH}`, `GET ${PATH}`],
    [`wget --post-data=a https://host${PATH}`, `POST ${PATH}`],
    [`wget --method=PUT https://host${PATH}`, `PUT ${PATH}`],
    // HTTPie
    [`http DELETE :8787${PATH}`, `DELETE ${PATH}`],
    [`http -v delete :8787${PATH}`, `DELETE ${PATH}`],
    [`http :8787${PATH} a=b`, `POST ${PATH}`],
    [`http :${PATH} auth:x q==1`, `GET ${PATH}`],
    [`http $METHOD :8787${PATH}`, PATH],
    [`https needs a certificate: https://host${PATH}`, PATH],
    // Slashes
    [`//platform.kore.ai${PATH}`, PATH],
    [`//api/public/bots`, "//api/public/bots"],
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

  const HOSTS: readonly [string, string | undefined][] = [
    [`https://Platform.Kore.ai:443${PATH}`, "platform.kore.ai:443"],
    [`//evil.example${PATH}`, "evil.example"],
    [`evil.example${PATH}`, "evil.example"],
    [`see [it](https://evil.example${PATH})`, "evil.example"],
    [`https://platform.kore.ai@evil.example${PATH}`, "evil.example"],
    [`https://evil.example\\@platform.kore.ai${PATH}`, "evil.example\\platform.kore.ai"],
    [`https://[::1]:8787${PATH}`, "[::1]:8787"],
    ...["{{host}}", "https://{{host}}", "https://${HOST}", "$HOST", "%HOST%", "<host>", ":8787", ""].map(
      (host): [string, undefined] => [`${host}${PATH}`, undefined],
    ),
  ];
  for (const [text, host] of HOSTS)
    it(`have the host ${host}: ${text}`, () => assert.equal(callsIn(text)[0]?.authority, host));

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
    ";curl -X ",
    "curl\n-X '",
    'method:"',
    "{method:'get',",
    "\\",
    '\\"',
    "((",
    "{,",
    "time ",
    "a=b ",
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
