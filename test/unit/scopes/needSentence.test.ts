import { strict as assert } from "node:assert";
import { fill } from "../../../src/domain/errors";
import { endpointById } from "../../../src/domain/scopes/catalogue";
import { needSentence } from "../../../src/domain/scopes/needSentence";
import { CREATED_IN } from "../../../src/domain/scopes/scope";

/** Of each level, in the order of the levels. */
function needs(id: string): string[] {
  const { access } = endpointById(id) ?? assert.fail(id);
  return CREATED_IN.flatMap((level) => {
    const need = access[level];
    if (!need) return [];
    const { template, args } = needSentence(need);
    return [`${level}: ${fill(template, args)}`];
  });
}

describe("What an endpoint needs", () => {
  it("is a scope, a permission, or what its page says in place of one", () => {
    assert.deepEqual(needs("get-linked-apps"), [
      "xo: Scope: Get linked App details",
      "admin: Scope: Getlinkedbot details",
    ]);
    assert.deepEqual(needs("translation-logs"), ["xo: Scope: Debug Logs"]);
    assert.deepEqual(needs("update-user"), ["admin: Scope: User Management"]);
    assert.deepEqual(needs("query-table"), ["tables: Permission on the table: read"]);
    assert.deepEqual(needs("query-view"), ["tables: Permission on the view: read"]);
    assert.deepEqual(needs("upload-file"), ["admin: Any app, by its page; the list of APIs names Bot Import"]);
  });

  it("is not stated where no page states it, and nothing where the platform calls", () => {
    assert.deepEqual(needs("end-of-conversation"), ["xo: Scope not stated", "admin: Scope not stated"]);
    assert.deepEqual(needs("pre-call-contact-fetch"), [
      "xo: The platform calls you, without a JWT; its page names Configuration",
    ]);
  });
});
