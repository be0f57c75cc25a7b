import assert from "node:assert/strict";
import { EXPORT_FORMAT } from "../../src/domain/apps/exportApps";
import { importApps, importAppsInSteps, MAX_IMPORTED_APPS } from "../../src/domain/apps/importApps";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { UserError } from "../../src/domain/errors";
import { webPorts } from "../../src/domain/ports";
import { cpuTime } from "../cpuTime";
import { exponentOf, MAX_EXPONENT } from "./growth";

const APP = {
  createdIn: "xo",
  usedFor: "apis",
  credentials: "pasted",
  algorithm: "HS256",
  enforceJti: false,
  enforceJwe: false,
  enforcePayloadEncryption: false,
  scopes: [],
  tables: [],
  createdAt: 1,
} as const;

/** One ligature that is eighteen letters for whoever compares names. */
const LIGATURES = "\ufdfa".repeat(190);

type Entry = (index: number) => object;

/** What somebody could have made to keep an import busy: the entries of an export. */
const ENTRIES: Readonly<Record<string, Entry>> = {
  "pairs of apps whose names begin alike": (index) => ({
    ...APP,
    name: "x".repeat(190) + String(index >> 1).padStart(10, "0"),
    clientId: `cs-${index}`,
  }),
  "pairs of apps with names that take long to compare": (index) => ({
    ...APP,
    name: LIGATURES + String(index >> 1).padStart(10, "0"),
    clientId: `cs-${index}`,
  }),
  "apps that take each other's numbers": (index) => ({ ...APP, name: `a (${index >> 1})`, clientId: `cs-${index}` }),
  "apps with one client ID": (index) => ({ ...APP, name: `z${index}`, clientId: "cs-1" }),
  "one app again and again": (index) => ({ ...APP, name: "a", clientId: "cs-1", scopes: scopes(index === 0 ? 900 : 1) }),
  "apps with many scopes": (index) => ({ ...APP, name: `a${index}`, clientId: `cs-${index}`, scopes: scopes(900) }),
};

/** Half of them of another level. */
function scopes(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({ id: index % 2 ? "admin/chat-history" : `u${index}`, published: false }));
}

/** As many as the text is long, at most as many as are taken. */
function exported(entry: Entry, length: number): string {
  const apps: string[] = [];
  for (let left = length; left > 0 && apps.length < MAX_IMPORTED_APPS; left -= apps.at(-1)?.length ?? 0) apps.push(JSON.stringify(entry(apps.length)));
  return JSON.stringify({ format: EXPORT_FORMAT, version: 1 }).replace("}", `,"apps":[${apps.join(",")}]}`);
}

/** Apps that are there: one for every 200 characters. */
function existing(length: number): JwtApp[] {
  const rest = { ...APP, scopes: [], tables: [], version: 1 as const, secretsRevision: "", missingSecrets: [], hasPreviousSecret: false, updatedAt: 1 };
  return Array.from({ length: Math.min(MAX_IMPORTED_APPS, length / 200) }, (_, index) => ({ ...rest, id: String(index), name: `e${index}`, clientId: "cs-1" }));
}

/** Responses of Get Bots, by what is in them. */
const RESPONSES: Readonly<Record<string, (length: number) => string>> = {
  "one client ID again and again": (length) => `{"bots":[{"jwtApps":[${Array(Math.ceil(length / 20)).fill('{"clientId":"cs-1"}').join(",")}]}]}`,
  "JWT apps without anything": (length) => `{"bots":[${Array(Math.ceil(length / 17)).fill('{"jwtApps":[{}]}').join(",")}]}`,
};

describe("the time to import", () => {
  for (const [kind, entry] of Object.entries(ENTRIES)) {
    it(`grows with its length alone: ${kind}`, () => {
      const exponent = exponentOf(
        (text) => importApps(text, existing(text.length), webPorts),
        (length) => exported(entry, length),
      );
      assert.ok(exponent <= MAX_EXPONENT, String(exponent));
    });
  }
  for (const [kind, make] of Object.entries(RESPONSES)) {
    it(`grows with its length alone: ${kind}`, () => {
      const exponent = exponentOf((text) => importApps(text, [], webPorts), make);
      assert.ok(exponent <= MAX_EXPONENT, String(exponent));
    });
  }
});

/** Milliseconds of the processor: what of an import has no steps of its own, parsing and what is wrapped in what, included. */
const MAX_STEP = 40;
const ATTEMPTS = 6;

describe("a step of an import", () => {
  const texts = {
    ...Object.fromEntries(Object.entries(ENTRIES).map(([kind, entry]) => [kind, () => exported(entry, 2_000_000)])),
    ...Object.fromEntries(Object.entries(RESPONSES).map(([kind, make]) => [kind, () => make(2_000_000)])),
    "one app with all values": () => exported(() => ({ ...APP, name: "a", clientId: "cs-1", scopes: scopes(30_000) }), 1),
  };
  for (const [kind, make] of Object.entries(texts)) {
    it(`is over soon: ${kind}`, () => {
      const text = make();
      const apps = existing(1_000_000);
      let shortest = Infinity;
      for (let attempt = 0; attempt < ATTEMPTS && shortest > MAX_STEP; attempt++) shortest = Math.min(shortest, longestStep(text, apps));
      assert.ok(shortest <= MAX_STEP, `${shortest} ms`);
    });
  }

  for (const [kind, text] of Object.entries({ "nothing but brackets": "[".repeat(9_000_000), "nothing but empty objects": `[${"{},".repeat(3_000_000)}{}]` })) {
    it(`refuses before it parses: ${kind}`, () => {
      let code: string | undefined;
      const time = cpuTime(() => {
        try {
          importApps(text, [], webPorts);
        } catch (error) {
          if (error instanceof UserError) code = error.code;
        }
      });
      assert.equal(code, "import-too-large");
      assert.ok(time < 500, `${time} ms`);
    });
  }
});

function longestStep(text: string, apps: readonly JwtApp[]): number {
  const steps = importAppsInSteps(text, apps, webPorts);
  let longest = 0;
  for (let isDone = false; !isDone; ) longest = Math.max(longest, cpuTime(() => (isDone = steps.next().done === true)));
  return longest;
}
