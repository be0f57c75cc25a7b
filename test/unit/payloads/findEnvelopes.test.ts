import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { UserError } from "../../../src/domain/errors";
import { cpuTime } from "../../cpuTime";
import { findEnvelopes } from "./foundAtOnce";

// Nothing here is encrypted: only lengths and places matter to the search.
const some = (length: number) => randomBytes(length).toString("base64");
const envelope = () => ({ key: some(256), iv: some(12), data: some(100), tag: some(16) });
const JWE = `eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.${some(256).replace(/[+/=]/g, "A")}.${"B".repeat(16)}.${"C".repeat(50)}.${"D".repeat(22)}`;
const JWS = `eyJhbGciOiJIUzI1NiJ9.${"B".repeat(40)}.${"C".repeat(43)}`;

describe("findEnvelopes", () => {
  it("finds several in one document, each with its own values", () => {
    const [one, two, three] = [envelope(), envelope(), envelope()];
    const texts = {
      array: JSON.stringify([one, two, three], null, 2),
      members: JSON.stringify({ first: one, second: { inner: two }, list: [three] }),
      lines: [one, two, three].map((each) => `12:00 INFO ${JSON.stringify(each)}`).join("\n"),
      responses: [one, two, three]
        .map(({ key, ...body }) => `HTTP/1.1 200 OK\nx-key: ${key}\n\n${JSON.stringify(body)}\n`)
        .join("\n"),
      strings: JSON.stringify([one, two, three].map((each) => JSON.stringify(each))),
    };
    for (const [name, text] of Object.entries(texts)) {
      const found = findEnvelopes(text);
      assert.equal(found.length, 3, name);
      found.forEach((each, index) => {
        const mine = [one, two, three][index];
        const contents = each.values.filter(({ distance }) => distance === 0).map(({ content }) => content);
        assert.deepEqual([...contents].sort(), Object.values(mine ?? {}).sort(), name);
        assert.ok(text.slice(each.start, each.end).includes(mine?.data ?? "?"));
      });
    }
  });

  it("shares what stands further out: a wrapped key for several payloads", () => {
    const key = some(256);
    const items = [1, 2].map(() => ({ iv: some(12), data: some(200), tag: some(16) }));
    const found = findEnvelopes(JSON.stringify({ key, requestId: "req-0001-0002-0003-0004", items }));
    assert.equal(found.length, 2);
    for (const { kind, values } of found) {
      assert.equal(kind, "hybrid");
      assert.deepEqual(values.find(({ content }) => content === key)?.path, ["key"]);
      assert.equal(values.find(({ content }) => content === key)?.distance, 1);
    }
  });

  it("keeps the parts of one envelope together, however they are nested", () => {
    const { key, iv, data, tag } = envelope();
    for (const value of [
      { data, encryption: { key, iv, tag } },
      { meta: { a: { key }, b: [{ iv }, { tag }] }, response: data },
      { result: { body: { data } }, keys: [{ kid: "1", key }], iv, tag },
      [key, iv, data, tag],
      [
        { name: "key", value: key },
        { name: "iv", value: iv },
        { name: "tag", value: tag },
        { name: "data", value: data },
      ],
    ]) {
      const found = findEnvelopes(JSON.stringify(value));
      assert.equal(found.length, 1);
      const contents = found[0]?.values.map(({ content }) => content) ?? [];
      for (const part of [key, iv, data, tag]) assert.ok(contents.includes(part));
    }
  });

  it("gives a value its name, path and offsets", () => {
    const { key, iv, data, tag } = envelope();
    const text = `x ${JSON.stringify({ a: [{ "b c": JSON.stringify({ key, iv }) }], data, tag })}`;
    const values = findEnvelopes(text)[0]?.values ?? [];
    const byContent = (content: string) => values.find((value) => value.content === content);
    assert.deepEqual(byContent(key)?.path, ["a", 0, "b c", { decode: "json" }, "key"]);
    assert.equal(byContent(key)?.name, "key");
    assert.ok(text.slice(byContent(key)?.start, byContent(key)?.end).startsWith('"{\\"key'));
    assert.equal(text.slice(byContent(data)?.start, byContent(data)?.end), `"${data}"`);
    assert.deepEqual([byContent(data)?.source, byContent(data)?.path], ["json", ["data"]]);
  });

  it("finds JWEs, bare and in JSON, and leaves other tokens alone", () => {
    assert.deepEqual(
      findEnvelopes(JWE).map(({ kind, jwe, start, end }) => ({ kind, jwe, start, end })),
      [{ kind: "jwe", jwe: JWE, start: 0, end: JWE.length }],
    );
    assert.equal(findEnvelopes(`Authorization: Bearer ${JWE}\n`)[0]?.jwe, JWE);
    assert.equal(findEnvelopes(JSON.stringify({ a: [JWE, JWE], auth: JWS })).length, 2);
    assert.deepEqual(findEnvelopes(JWS), []);
    const flattened = {
      protected: "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0",
      iv: some(12),
      ciphertext: some(60),
      tag: some(16),
    };
    assert.deepEqual(
      findEnvelopes(JSON.stringify({ x: [flattened] })).map(({ kind, jwe, rootPath }) => ({ kind, jwe, rootPath })),
      [{ kind: "jweJson", jwe: JSON.stringify(flattened), rootPath: ["x", 0] }],
    );
  });

  it("knows the envelope around the cursor", () => {
    const [one, two] = [envelope(), envelope()];
    const text = `first\n${JSON.stringify(one)}\nbetween\n${JSON.stringify(two)}\nlast`;
    const at = (offset: number) =>
      findEnvelopes(text, { offset }).map(({ values }) => values.find(({ name }) => name === "data")?.content);
    assert.deepEqual(at(text.indexOf(one.iv)), [one.data]);
    assert.deepEqual(at(text.indexOf(two.tag) + 3), [two.data]);
    assert.deepEqual(at(text.indexOf("between") + 2), [one.data, two.data]);
    assert.deepEqual(at(0), [one.data, two.data]);
  });

  it("takes the selection, and widens it to the envelope that it is a part of", () => {
    const [one, two] = [envelope(), envelope()];
    const text = `${JSON.stringify(one)}\n${JSON.stringify(two)}`;
    const select = (part: string) => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });
    const whole = findEnvelopes(text, { selection: select(JSON.stringify(two)) });
    assert.deepEqual(
      whole.map(({ start, end }) => ({ start, end })),
      [select(JSON.stringify(two))],
    );
    assert.equal(
      text.slice(whole[0]?.values[0]?.start, whole[0]?.values[0]?.end),
      JSON.stringify(whole[0]?.values[0]?.content),
    );
    assert.deepEqual(
      findEnvelopes(text, { selection: select(two.data) }).map(({ start }) => start),
      [text.indexOf("\n") + 1],
    );
    assert.equal(findEnvelopes(text, { selection: { start: 5, end: 5 } }).length, 2);
    assert.deepEqual(findEnvelopes(`just words\n${text}`, { selection: { start: 0, end: 10 } }), []);
  });

  it("finds what only a shared key could open, if it looks like it", () => {
    assert.deepEqual(
      findEnvelopes(some(100)).map(({ kind }) => kind),
      ["weak"],
    );
    assert.deepEqual(
      findEnvelopes(
        JSON.stringify([
          { iv: some(12), data: some(40) },
          { iv: some(12), data: some(40) },
        ]),
      ).map(({ kind }) => kind),
      ["weak", "weak"],
    );
    assert.deepEqual(
      findEnvelopes(JSON.stringify([some(60), some(60)])).map(({ kind }) => kind),
      ["weak", "weak"],
    );
  });

  it("takes no ordinary text for an envelope", () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({
      id: `st-5d8a4f00-1111-2222-3333-${String(index).padStart(12, "0")}`,
      uuid: "123e4567-e89b-12d3-a456-426614174000",
      createdOn: "2026-02-03T04:05:06.789Z",
      url: "https://platform.kore.ai/api/public/bots",
      note: "a sentence, with some (ordinary) words in it",
      scope: "conversation_details_and_summary",
      count: index,
      list: [1, 2, 3],
    }));
    assert.deepEqual(findEnvelopes(JSON.stringify(rows, null, 2)), []);
    assert.deepEqual(
      findEnvelopes(
        'import { readFileSync } from "node:fs";\nfunction averyverylongfunctionname() { return [1, 2]; }\n',
      ),
      [],
    );
  });

  it("follows JSON down to 200 levels, and says so when it is deeper", () => {
    const at = (levels: number) =>
      `${'{"a":'.repeat(levels - 1)}${JSON.stringify(envelope())}${"}".repeat(levels - 1)}`;
    assert.equal(findEnvelopes(at(200)).length, 1);
    assert.throws(
      () => findEnvelopes("[".repeat(100_000)),
      (error) => error instanceof UserError && error.code === "payload-too-deep",
    );
    assert.throws(
      () => findEnvelopes(`${"[".repeat(201)}1${"]".repeat(201)}`),
      (error) => error instanceof UserError && error.code === "payload-too-deep",
    );
    assert.deepEqual(findEnvelopes(`${"[".repeat(200)}1${"]".repeat(200)}`), []);
  });

  // It takes some ten milliseconds; five seconds leave room for a slow machine.
  it("takes time that grows with the length alone, whatever the text", () => {
    const value = '"QWxhZGRpbjpvcGVuIHNlc2FtZQ"';
    const nested = (times: number) => {
      let text = '"x"';
      for (let level = 0; level < times; level++) text = JSON.stringify(`{${text}}`);
      return text;
    };
    const repeated = [
      "[",
      "{",
      '{"a":',
      '[{"a":',
      '"',
      "\\",
      '\\"',
      '{"a":"\\\\',
      "\n",
      "a=",
      "aaaaaaaaaaaaaaaaaaaa ",
      "a: ",
      "ey.",
      "eyJhbGciOiJ.",
      "255,",
      `${value},`,
      `[${value},`,
      `{"k":${value},"a":[`,
      "HTTP/1.1 200 OK\nX-A: QWxhZGRpbjpvcGVuIHNlc2FtZQ\n\n{}\n",
      "-----BEGIN X",
      "%41",
      "\ud800",
      `${"A".repeat(64)}\n`,
      "''''''\"\"\"\"QWxhZGRpbjpvcGVuIHNlc2FtZQ",
      ":",
      "QUJD:",
      "{ ",
      '[{]}":,',
      "\\u0022",
    ];
    const texts = [
      ...repeated.flatMap((piece) => [
        piece.repeat(20_000 / piece.length),
        `[${piece.repeat(20_000 / piece.length)}`,
        `["${piece.repeat(20_000 / piece.length)}"]`,
      ]),
      nested(15),
      randomBytes(20_000).toString("latin1"),
    ];
    for (const text of texts) {
      const time = cpuTime(() => {
        try {
          findEnvelopes(text);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      });
      assert.ok(time < 5000, text.slice(0, 20));
    }
  });
});
