import assert from "node:assert/strict";
import { findEndpoint } from "../../../src/domain/scopes/findEndpoint";
import { jobAskedFor, keepJob } from "../../../src/localPlatform/catalogue/jobs";
import { addLanguage, languageOf } from "../../../src/localPlatform/catalogue/languages";
import { SandboxMemory } from "../../../src/localPlatform/catalogue/sandboxMemory";
import type { Call } from "../../../src/localPlatform/http/call";
import { ownerOf } from "../../../src/localPlatform/http/owner";
import { sampleApp } from "../apps/sampleApp";

/** What is kept at most: of so many bots or accounts, so many values each. */
const [OWNERS, VALUES] = [200, 500];
/** One more of both than is kept. */
const BOTS = Array.from({ length: OWNERS + 1 }, (_, index) => `st-${uuid(index)}`);
const NUMBERS = Array.from({ length: VALUES + 1 }, (_, index) => index);

describe("what the local platform remembers under a flood of requests", () => {
  const app = sampleApp({ accountId: "a".repeat(24) });
  const call = (what: string, json?: unknown): Call => {
    const [method = "", path = ""] = what.split(" ");
    const found = findEndpoint(method, path);
    assert.ok(found.kind === "found");
    return { app, found, headers: {}, query: new URLSearchParams(), json };
  };

  it("is the jobs that were started last, of each bot and of the account", () => {
    const { jobs } = new SandboxMemory();
    for (const bot of BOTS) {
      const start = call(`POST /api/public/bot/${bot}/mlimport`);
      for (const number of NUMBERS) keepJob(start, { _id: `bir-${bot}-${number}` }, jobs);
    }
    const isKept = (bot: string, number: number) => {
      const asked = call(`GET /api/public/bot/${bot}/mlimport/status/bir-${bot}-${number}`);
      return jobAskedFor(asked, jobs) !== "none";
    };
    const kept = BOTS.map((bot) => sparse(NUMBERS).filter((number) => isKept(bot, number)).length);
    // The account is one of the owners, and of each the last job has a place of its own.
    assert.deepEqual(counted(kept), { 0: 2, [sparse(NUMBERS.slice(2)).length]: OWNERS - 1 });
    const [last = ""] = BOTS.slice(-1);
    assert.deepEqual([isKept(last, 1), isKept(last, 2), isKept(last, VALUES)], [false, true, true]);
    assert.deepEqual([isKept(BOTS[1] ?? "", VALUES), isKept(BOTS[2] ?? "", VALUES)], [false, true]);
  });

  it("is the languages that were added last, of each bot", () => {
    const { languages } = new SandboxMemory();
    const codes = NUMBERS.map((number) => `xx-${String(number).padStart(4, "0")}`);
    const calls = BOTS.map((bot) => call(`POST /api/public/bot/${bot}/export`));
    for (const each of calls)
      for (const code of codes) addLanguage({ ...each, json: { enableLanguage: code } }, languages);
    const kept = calls.map((each) => codes.filter((code) => languageOf(each, code, languages)).length);
    assert.deepEqual(counted(kept), { 0: 1, [VALUES]: OWNERS });
  });

  it("is the chunks that were shown last, of each bot", () => {
    const { chunks } = new SandboxMemory();
    const owners = BOTS.map((bot) => ownerOf(call(`POST /api/public/bot/${bot}/export`)));
    for (const owner of owners) for (const number of NUMBERS) chunks.set(owner, `chk-${number}`, true);
    const kept = owners.map((owner) => NUMBERS.filter((number) => chunks.get(owner, `chk-${number}`)).length);
    assert.deepEqual(counted(kept), { 0: 1, [VALUES]: OWNERS });
    assert.ok(chunks.get(owners.at(-1) ?? "", `chk-${VALUES}`) && !chunks.get(owners.at(-1) ?? "", "chk-0"));
  });

  it("is the files that were uploaded last, which are everybody's", () => {
    const memory = new SandboxMemory();
    const ids = Array.from({ length: OWNERS * VALUES }, (_, index) => `file-${index}`);
    for (const id of ids) memory.addFile(id);
    assert.deepEqual(
      ids.filter((id) => memory.hasFile(id)),
      ids.slice(-VALUES),
    );
  });

  it("is one bot's whatever the case of its ID", () => {
    const { jobs } = new SandboxMemory();
    const bot = "st-abcdef01-2345-5678-9abc-def012345678";
    const upper = `st-${bot.slice(3).toUpperCase()}`;
    keepJob(call(`POST /api/public/bot/${upper}/mlimport`), { _id: "bir-1" }, jobs);
    assert.notEqual(jobAskedFor(call(`GET /api/public/bot/${bot}/mlimport/status/bir-1`), jobs), "none");
  });
});

function uuid(index: number): string {
  return `00000000-0000-5000-8000-${String(index).padStart(12, "0")}`;
}

/** Few of many, with the first three and the last. */
function sparse(numbers: readonly number[]): readonly number[] {
  return numbers.filter((number) => number < 3 || number === VALUES || number % 25 === 0);
}

/** How often each number is among them. */
function counted(numbers: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const number of numbers) counts[number] = (counts[number] ?? 0) + 1;
  return counts;
}
