import { strict as assert } from "node:assert";
import { requestNear } from "../../../src/domain/requests/read/requestNear";
import { cpuTime } from "../../cpuTime";

const PATH = "/api/public/bot/st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f/getSessions";
const ERROR = '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}';

describe("the request of an answer in a log", () => {
  const near = (text: string) => requestNear(text, text.indexOf(ERROR));

  it("is the last one before it", () => {
    const text = `POST https://platform.kore.ai/api/public/users\nauth: first.token.there\n200\nPOST https://platform.kore.ai${PATH} 401\nauth: second.token.here\n${ERROR}`;
    assert.deepEqual(near(text), { method: "POST", path: PATH, headers: { auth: "second.token.here" } });
  });

  it("never has the token of the request before it", () => {
    const text = `POST https://platform.kore.ai/api/public/users\nauth: first.token.there\n200\nPOST https://platform.kore.ai${PATH} 401\n${ERROR}`;
    assert.deepEqual(near(text), { method: "POST", path: PATH, headers: {} });
  });

  it("is read from curl, with what curl -v prints", () => {
    const command = `curl -X POST 'https://platform.kore.ai${PATH}?skip=0' \\\n  -H 'auth: a.b.c' \\\n  -d '{}'\n`;
    const expected = { method: "POST", path: `${PATH}?skip=0`, headers: { auth: "a.b.c" } };
    assert.deepEqual(near(command + ERROR), expected);
    assert.deepEqual(near(command.replace("-X POST ", "") + ERROR), expected);
    assert.deepEqual(
      near(
        `> POST ${PATH} HTTP/1.1\n> Host: platform.kore.ai\n> Authorization: Bearer a.b.c\n>\n< HTTP/1.1 401\n${ERROR}`,
      ),
      { method: "POST", path: PATH, headers: { authorization: "Bearer a.b.c" } },
    );
  });

  it("is read from an error object that JavaScript prints, also behind the answer", () => {
    const config = `config: { url: 'https://platform.kore.ai${PATH}', method: 'post', headers: { auth: 'a.b.c', Accept: '*/*' } }`;
    const expected = { method: "POST", path: PATH, headers: { auth: "a.b.c" } };
    assert.deepEqual(near(`AxiosError {\n  ${config},\n  data: ${ERROR}\n}`), expected);
    assert.deepEqual(near(`AxiosError {\n  data: ${ERROR},\n  ${config}\n}`), expected);
    assert.deepEqual(
      near(
        `{"message":"failed","request":${JSON.stringify(JSON.stringify({ method: "POST", url: `https://platform.kore.ai${PATH}`, headers: { auth: "a.b.c" } }))},"body":${ERROR}}`,
      ),
      expected,
    );
  });

  it("is read from HAR, from an error object that names it twice, and from Feign", () => {
    const har = `{"request":{"method":"POST","url":"https://platform.kore.ai${PATH}","headers":[{\n  "name": "Accept",\n  "value": "*/*"\n},{\n            "name": "auth",\n            "value": "a.b.c"\n}]},"response":{"content":{"text":`;
    const expected = { method: "POST", path: PATH, headers: { auth: "a.b.c" } };
    assert.deepEqual(near(har + ERROR), expected);
    assert.deepEqual(
      near(
        `{ method: 'post', url: 'https://platform.kore.ai${PATH}', headers: { auth: 'a.b.c' } }\nrequest: { path: '${PATH}', _header: 'x' }\n${ERROR}`,
      ),
      expected,
    );
    assert.deepEqual(near(`[401] during [POST] to [https://platform.kore.ai${PATH}] [Client#get()]: [${ERROR}]`), {
      ...expected,
      headers: {},
    });
  });

  it("is the later one of two with the same path that have tokens of their own", () => {
    assert.equal(
      near(`POST https://x.kore.ai${PATH}\nauth: a.a.a\n200\nPOST https://x.kore.ai${PATH}\nauth: b.b.b\n${ERROR}`)
        ?.headers["auth"],
      "b.b.b",
    );
  });

  it("has the endpoint's own method where none is told", () => {
    assert.equal(near(`calling https://platform.kore.ai${PATH}\n${ERROR}`)?.method, "POST");
  });

  it("is undefined where no call stands around it", () => {
    assert.equal(near(ERROR), undefined);
    assert.equal(near(`see https://docs.example.com/errors and ${ERROR}`), undefined);
  });

  it("stays quick with text that is made to be slow", () => {
    for (const piece of ["POST ", "https://", "auth=", "auth: bearer ", "/api/", " /api/public/x", "curl -X "]) {
      const text = piece.repeat(500_000 / piece.length) + ERROR;
      assert.ok(cpuTime(() => near(text)) < 2_000, piece);
    }
  });
});
