import { strict as assert } from "node:assert";
import { findPlatformErrorsInSteps } from "../../../src/domain/requests/read/findPlatformErrors";
import { cpuTime } from "../../cpuTime";
import { atOnce } from "../../../src/domain/steps";

const findPlatformErrors = (text: string) => atOnce(findPlatformErrorsInSteps(text));

describe("finding the platform's errors in a text", () => {
  const messages = (text: string) => findPlatformErrors(text).map(({ message }) => message);

  it("reads them as responses and logs have them", () => {
    const body = '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}';
    const expected = ["Permission denied. Scope is incorrect!"];
    assert.deepEqual(messages(body), expected);
    assert.deepEqual(
      messages(
        `HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(JSON.parse(body), undefined, 2)}`,
      ),
      expected,
    );
    assert.deepEqual(messages(body.replace("msg", "message")), expected);
    assert.deepEqual(messages(`{"level":"error","response":${JSON.stringify(body)}}`), expected);
    assert.deepEqual(messages(`{"log":${JSON.stringify(JSON.stringify({ response: body }))}}`), expected);
    assert.deepEqual(
      messages("data: { errors: [ { msg: 'Permission denied. Scope is incorrect!', code: 4002 } ] }"),
      expected,
    );
    assert.deepEqual(messages("2030-01-01 10:00:00 WARN getSessions failed: permission denied. scope is incorrect!"), [
      "scope is incorrect",
    ]);
  });

  it("reads a message with quotes in it to its end", () => {
    const message = 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)';
    const body = JSON.stringify({ errors: [{ msg: message, code: 401 }] });
    assert.deepEqual(messages(body), [message]);
    assert.deepEqual(messages(JSON.stringify({ response: body })), [message]);
  });

  it("says where each one stands, in order", () => {
    const one = '{"errors":[{"msg":"Invalid JWT token","code":4002}]}';
    const text = `${one}\n\nInvalid SDK credentials\n${one}`;
    const found = findPlatformErrors(text);
    assert.deepEqual(
      found.map(({ start, end }) => text.slice(start, end)),
      ['errors":[{"msg":"Invalid JWT token', "Invalid SDK credentials", 'errors":[{"msg":"Invalid JWT token'],
    );
    assert.deepEqual(
      found.map(({ isPlatforms }) => isPlatforms),
      [true, false, true],
    );
  });

  it("takes the status line where there is nothing else", () => {
    assert.deepEqual(messages("HTTP/1.1 429 Too Many Requests\r\n\r\n"), ["429 Too Many Requests"]);
    assert.deepEqual(messages("< HTTP/2 401 \n< content-length: 0\n"), ["401"]);
    assert.deepEqual(messages("HTTP/1.1 200 OK\n\n{}"), []);
    assert.deepEqual(messages("AxiosError: Request failed with status code 401\n  data: { errors: [Array] }"), ["401"]);
    assert.deepEqual(messages("response: { status: 429, data: [Object] }"), ["429"]);
    assert.deepEqual(messages("feign.FeignException: [401] during [POST] to [https://x/y]"), ["401"]);
    assert.deepEqual(messages("requests.exceptions.HTTPError: 401 Client Error: status_code=401"), ["401"]);
  });

  it("takes the words of an answer that has a refusing status, in JSON or as plain text", () => {
    const answer = (status: string, body: string): string =>
      `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n\r\n${body}`;
    const found = (text: string) =>
      findPlatformErrors(text).map(({ message, status, isPlatforms }) => [message, status, isPlatforms]);
    for (const [text, message, status] of [
      [answer("403 Forbidden", "Permission denied"), "Permission denied", 403],
      [answer("401 Unauthorized", '{"error":"jwt expired"}'), "jwt expired", 401],
      [
        answer("404 Not Found", '{\n  "message": "No such stream",\n  "error": "Not Found",\n  "statusCode": 404\n}'),
        "No such stream",
        404,
      ],
      [
        answer("400 Bad Request", '{"error":"invalid_grant","error_description":"The assertion is stale"}'),
        "The assertion is stale",
        400,
      ],
      ['{"statusCode":429,"message":"Slow down"}', "Slow down", 429],
      [answer("502 Bad Gateway", "<html><body>nginx</body></html>"), "502 Bad Gateway", 502],
    ] as const) {
      assert.deepEqual(found(text).slice(0, 1), [[message, status, false]], text);
    }
    assert.deepEqual(found(answer("401 Unauthorized", '{"errors":[{"msg":"TOKEN_EXPIRED"}]}')), [
      ["TOKEN_EXPIRED", 401, true],
    ]);
    assert.deepEqual(found('{"errors":[{"msg":"TOKEN_EXPIRED"}]}'), [["TOKEN_EXPIRED", undefined, true]]);
    // Alone it is one; among other things it is anything.
    assert.deepEqual(found('{"error":"Permission denied"}'), [["Permission denied", undefined, false]]);
    for (const text of ['{"message":"Hello"}', '{"name":"x","error":"none"}', answer("200 OK", '{"message":"Hello"}')])
      assert.deepEqual(found(text), [], text);
    const two = `${answer("401 Unauthorized", '{"error":"one"}')}\n\n${answer("403 Forbidden", '{"error":"two"}')}`;
    assert.deepEqual(found(two), [
      ["one", 401, false],
      ["two", 403, false],
    ]);
  });

  it("tells the platform's from others that have the same envelope", () => {
    const are = (body: string): boolean[] => findPlatformErrors(body).map(({ isPlatforms }) => isPlatforms);
    assert.deepEqual(are('{"errors":[{"message":"Cannot query field"}]}'), [false]);
    assert.deepEqual(are('{"errors":[{"message":"Permission denied. Scope is incorrect!"}]}'), [true]);
    assert.deepEqual(are('{"errors":[{"msg":"Something new","code":1}]}'), [true]);
  });

  it("finds nothing in other texts", () => {
    for (const text of [
      "",
      "errors: none",
      '{"errors":[]}',
      '{"errors":["msg"]}',
      "the user was not found",
      "GET /errors HTTP/1.1",
    ])
      assert.deepEqual(findPlatformErrors(text), []);
  });

  it("stays quick with text that is made to be slow", () => {
    for (const piece of [
      '"errors":[',
      '"errors":[{"msg":"',
      'errors\\"',
      "invalid sdk ",
      '\\\\\\"',
      "HTTP/1.1 4",
      "HTTP/1.1 401 ",
      'status: 401 {"error":',
      "HTTP/1.1 401\n\n",
    ]) {
      const text = piece.repeat(2_000_000 / piece.length);
      assert.ok(cpuTime(() => findPlatformErrors(text)) < 2_000, piece);
    }
  });
});
