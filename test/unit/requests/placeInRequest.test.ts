import { strict as assert } from "node:assert";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import { placeInRequest } from "../../../src/domain/requests/read/placeInRequest";
import { cpuTime } from "../../cpuTime";

/** What stands at the cursor, `|`, and what a choice would replace. */
function at(marked: string): { readonly place: ReturnType<typeof placeInRequest>; readonly replaced: string } {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const { request } = parseRequestFile(text).blocks[0] ?? {};
  const place = placeInRequest(text, request, offset);
  return { place, replaced: place ? text.slice(place.start, place.end) : "" };
}

/** Method, base, what is replaced, and what else is known of the path at the cursor. */
function pathAt(marked: string): readonly string[] | undefined {
  const { place, replaced } = at(marked);
  if (place?.kind !== "path") return undefined;
  const { method, base, isWholeAddress, hasQuery } = place;
  return [method, base, replaced, ...(isWholeAddress ? ["whole"] : []), ...(hasQuery ? ["query"] : [])];
}

describe("What can be written at a cursor", () => {
  const PATHS: readonly (readonly [string, readonly string[] | undefined])[] = [
    ["GET {{host}}|", ["GET", "{{host}}", ""]],
    ["POST {{host}}/|", ["POST", "{{host}}", "/"]],
    ["POST {{host}}/api/pub|", ["POST", "{{host}}", "/api/pub"]],
    ["POST {{host}}/api/|public/bot", ["POST", "{{host}}", "/api/public/bot"]],
    ["POST {{host}}/bot/{{ bot id }}/x| HTTP/1.1", ["POST", "{{host}}", "/bot/{{ bot id }}/x"]],
    ["POST {{host}}/api|?skip=0", ["POST", "{{host}}", "/api", "query"]],
    ["post  https://platform.kore.ai/api|", ["POST", "https://platform.kore.ai", "/api"]],
    ["https://platform.kore.ai:8443|", ["GET", "https://platform.kore.ai:8443", ""]],
    ["{{host}}/api|", ["GET", "{{host}}", "/api"]],
    ["{{host}}trans|", ["GET", "{{host}}", "trans"]],
    ["PUT https://{{host}}/x|", ["PUT", "https://{{host}}", "/x"]],
    ["DELETE /api|", ["DELETE", "", "/api"]],
    ["POST |", ["POST", "", "", "whole"]],
    ["POST sess|", ["POST", "", "sess", "whole"]],
    ["POST {{ho|", ["POST", "", "{{ho", "whole"]],
    ["# jwt-app: x\n@a = 1\n  GET {{host}}/a|\nauth: b", ["GET", "{{host}}", "/a"]],
    ["GET {{host}}/a|\r\nauth: b\r\n", ["GET", "{{host}}", "/a"]],
    ["PO|ST {{host}}/api", undefined],
    ["POST {{ho|st}}/api", undefined],
    ["POST {{host}}/api?sk|ip=0", undefined],
    ["POST http|", ["POST", "", "http", "whole"]],
    ["POST https:|", undefined],
    ["POST https://|", undefined],
    ["POST https:/|", undefined],
    ["hello|", undefined],
    ["@host = a|", undefined],
    ["curl -X POST https://a/b|", undefined],
    ["GET {{host}}/a\n\n{ }\n/api|", undefined],
  ];
  for (const [marked, expected] of PATHS)
    it(`${JSON.stringify(marked)}: ${expected ? "a path" : "no path"}`, () =>
      assert.deepEqual(pathAt(marked), expected));

  it("is the method's range, too, which a choice may replace", () => {
    const { place } = at("  post  {{host}}/|");
    assert.ok(place?.kind === "path");
    assert.deepEqual(place.methodRange, { start: 2, end: 6 });
    const bare = at("{{host}}/|").place;
    assert.ok(bare?.kind === "path");
    assert.deepEqual(bare.methodRange, { start: 0, end: 0 });
  });

  const HEAD = "POST {{host}}/a\nauth: b\n";
  const HEADERS: readonly (readonly [string, readonly (string | boolean)[] | undefined])[] = [
    [`${HEAD}|`, ["name", "", false, false]],
    [`${HEAD}acc|`, ["name", "acc", false, false]],
    [`${HEAD}|\n\n{}`, ["name", "", false, false]],
    [`${HEAD}|\n{}`, ["name", "", false, true]],
    [`${HEAD}acc|\n{}`, ["name", "acc", false, true]],
    [`${HEAD}acc|\n# a comment\nb: c`, ["name", "acc", false, false]],
    [`${HEAD}acc|: d`, ["name", "acc", true, false]],
    [`POST {{host}}/a\nac|\nauth: b`, ["name", "ac", false, false]],
    [`POST {{host}}/a\n  ?b=1\n|`, ["name", "", false, false]],
    [`${HEAD.replaceAll("\n", "\r\n")}acc|\r\n\r\n{}`, ["name", "acc", false, false]],
    [`${HEAD}accountId: |`, ["value", "accountId", ""]],
    [`${HEAD}accountId:|`, ["value", "accountId", ""]],
    [`${HEAD}accountId: a|b  `, ["value", "accountId", "ab"]],
    [`${HEAD}accountId:   |  `, ["value", "accountId", ""]],
    [`${HEAD}\n|`, undefined],
    [`${HEAD}\nacc|`, undefined],
    [`${HEAD}{|`, undefined],
    [`${HEAD}two words|`, undefined],
    [`|\n${HEAD}`, undefined],
  ];
  for (const [marked, expected] of HEADERS)
    it(`${JSON.stringify(marked)}: ${expected ? "a header" : "no header"}`, () => {
      const { place, replaced } = at(marked);
      const found =
        place?.kind === "headerName"
          ? ["name", replaced, place.hasColon, place.isAboveBody]
          : place?.kind === "headerValue"
            ? ["value", place.name, replaced]
            : place?.kind;
      assert.deepEqual(found, expected);
    });

  it("is an app's name behind its mark, but in a body or a separator", () => {
    const appAt = (marked: string): string | undefined => {
      const { place, replaced } = at(marked);
      return place?.kind === "app" ? replaced : place?.kind;
    };
    assert.equal(appAt("# jwt-app: |"), "");
    assert.equal(appAt("# jwt-app:|"), "");
    assert.equal(appAt("  // JWT-App : My a|pp  "), "My app");
    assert.equal(appAt(`${HEAD}# jwt-app: x|\nc: d`), "x");
    for (const marked of ["# jwt-|app: x", "# jwt app: x|", "### jwt-app: x|", `${HEAD}\n{}\n# jwt-app: x|`])
      assert.equal(appAt(marked), undefined, marked);
  });

  it("is told in linear time, and of no line that nobody types", () => {
    const time = cpuTime(() => {
      for (const text of ["{".repeat(9_000), "a ".repeat(4_000), "{{a}}".repeat(1_900), "x:".repeat(4_000)])
        for (const line of [`GET ${text}`, `GET {{host}}/${text}`, `GET {{host}}\n${text}`])
          placeInRequest(line, parseRequestFile(line).blocks[0]?.request, line.length);
    });
    assert.ok(time < 500, `${time} ms`);
    const placeOf = (line: string): string | undefined =>
      placeInRequest(line, parseRequestFile(line).blocks[0]?.request, line.length)?.kind;
    assert.equal(placeOf("GET {{host}}/".padEnd(2_000, "a")), "path");
    assert.equal(placeOf("GET {{host}}/".padEnd(2_001, "a")), undefined);
    assert.equal(placeOf("# jwt-app: ".padEnd(2_001, "a")), undefined);
  });
});
