import assert from "node:assert/strict";
import { findKeys } from "../../src/domain/keys/findKeys";
import { importSharedKey } from "../../src/domain/keys/sharedKey";
import { callsIn, MOST_WRITTEN } from "../../src/domain/scopes/callsInText";
import { scopesWithoutEndpoint } from "../../src/domain/scopes/scopesWithoutEndpoint";
import { seekEndpoints, soughtIn } from "../../src/domain/scopes/seekEndpoints";
import { searchFor } from "../../src/domain/scopes/typedSearch";
import { UserError } from "../../src/domain/errors";
import { calmTime, cpuTime } from "../cpuTime";

/** Milliseconds of a calm machine's processor. What tries every way to divide a text of this length takes seconds, or for ever. */
const MAX_TIME = 150;

/** What looks in one go at what is typed or pasted, which is of a bounded length. */
const READERS: Readonly<Record<string, { readonly length: number; readonly read: (text: string) => unknown }>> = {
  "an endpoint or a scope": { length: 2_000, read: searchFor },
  "a call or words": { length: MOST_WRITTEN, read: seekEndpoints },
  "what stands in an editor": { length: MOST_WRITTEN, read: soughtIn },
  calls: { length: MOST_WRITTEN, read: callsIn },
  "a scope without an endpoint": { length: MOST_WRITTEN, read: scopesWithoutEndpoint },
  "a shared key": { length: 100_000, read: importSharedKey },
  "a key": { length: 100_000, read: findKeys },
};

const UNITS: Readonly<Record<string, readonly [unit: string, head: string, tail: string]>> = {
  variables: ["{{a}}", "", " /"],
  "braces in braces": ["{}{{}}{", "{", " /"],
  "open braces": ["{{", "", "/"],
  slashes: ["/", "{{", "'"],
  backslashes: ["\\", "kty", "\0"],
  spaces: [" ", "a", "b"],
  "line separators": ["\u2028", "a", "b"],
  quotes: ['"', "a", "b"],
  padding: ["=", "a", "b"],
  "combining marks": ["\u0301\u0316", "xyzzy ", " plugh"],
  "letters with marks": ["e\u0301\u0316 ", "a", "/b"],
  "members of objects": ["{method:'get',", "/a", "b"],
  commands: [";curl -X ", "/a", "b"],
};

describe("the time to read what is typed or pasted", () => {
  for (const [what, { length, read }] of Object.entries(READERS)) {
    for (const [kind, [unit, head, tail]] of Object.entries(UNITS)) {
      it(`is short for ${what}: ${kind}`, () => {
        const text = Buffer.from(
          head + unit.repeat((length - head.length - tail.length) / unit.length) + tail,
        ).toString();
        const readIt = (): void => {
          try {
            void Promise.resolve(read(text)).catch(() => undefined);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
          }
        };
        const time = calmTime(() => cpuTime(readIt), MAX_TIME);
        assert.ok(time <= MAX_TIME, `${time} ms`);
      });
    }
  }
});
