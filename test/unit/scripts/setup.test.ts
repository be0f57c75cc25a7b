import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "../../../scripts/setup/browser.mjs";
import { isInstalled } from "../../../scripts/setup/downloads.mjs";
import { hasHosts, nodeProblem } from "../../../scripts/setup/nodeVersion.mjs";
import { npm, npmFailure } from "../../../scripts/setup/npm.mjs";
import { isCurrent } from "../../../scripts/setup/projectPackages.mjs";

describe("set-up", () => {
  describe("the Node version", () => {
    for (const version of ["20.19.0", "20.20.2", "21.0.0", "22.17.0", "24.1.0"])
      it(`accepts ${version}`, () => assert.equal(nodeProblem(version), undefined));
    for (const version of ["16.20.2", "18.20.8", "20.9.0", "20.18.3"])
      it(`says what to do about ${version}`, () =>
        assert.equal(
          nodeProblem(version),
          `JWT Apps needs Node 20.19 or newer and this is ${version}: install a newer Node and run the command again.`,
        ));
  });

  it("runs VS Code from npm on Linux x64 alone", () => {
    assert.equal(hasHosts("linux", "x64"), true);
    for (const [platform, arch] of [
      ["linux", "arm64"],
      ["darwin", "arm64"],
      ["win32", "x64"],
    ] as const)
      assert.equal(hasHosts(platform, arch), false);
  });

  describe("the project's packages", () => {
    const lock = {
      packages: {
        "": { name: "x" },
        "node_modules/a": { version: "1.0.0" },
        "node_modules/mac-only": { version: "2.0.0", optional: true },
      },
    };
    const installed = (version: string): object => ({ packages: { "node_modules/a": { version } } });

    it("are current when each has the version of the lock file, optional ones for other platforms aside", () =>
      assert.equal(isCurrent(lock, installed("1.0.0")), true));
    it("are not when one has another version", () => assert.equal(isCurrent(lock, installed("1.0.1")), false));
    it("are not when one is missing", () => assert.equal(isCurrent(lock, { packages: {} }), false));
    it("are not when npm did not come to its end", () => assert.equal(isCurrent(lock, undefined), false));
  });

  describe("a download", () => {
    const download = { folder: "thing-1", package: "thing", version: "1.2.3", file: "bin/thing" };
    let parent: string;
    beforeEach(() => {
      parent = mkdtempSync(join(tmpdir(), "jwt-apps-test-"));
      mkdirSync(join(parent, "thing-1/node_modules/thing/bin"), { recursive: true });
      writeFileSync(join(parent, "thing-1/node_modules/thing/bin/thing"), "");
    });
    afterEach(() => rmSync(parent, { recursive: true }));
    const mark = (text: string): void => writeFileSync(join(parent, "thing-1/installed"), text);

    it("is installed when its marker names this version", () => {
      mark("thing@1.2.3\n");
      assert.equal(isInstalled(parent, download), true);
    });
    it("is not when the marker, which is written last, is missing", () =>
      assert.equal(isInstalled(parent, download), false));
    it("is not when the marker names another version", () => {
      mark("thing@1.2.2\n");
      assert.equal(isInstalled(parent, download), false);
    });
    it("is not when its file is gone", () => {
      mark("thing@1.2.3\n");
      rmSync(join(parent, "thing-1/node_modules/thing/bin"), { recursive: true });
      assert.equal(isInstalled(parent, download), false);
    });
  });

  describe("what npm could not do", () => {
    it("is put down to the network when the registry can't be reached", () => {
      for (const code of ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT"])
        assert.equal(
          npmFailure("Getting x", `npm error code ${code}\nnpm error errno ${code}\n`),
          "Getting x failed because npm's registry could not be reached: check the network (or npm's proxy and registry settings) and run the command again.",
        );
    });
    it("is put down to a full disk", () =>
      assert.match(npmFailure("Getting x", "npm error code ENOSPC"), /disk is full: free some space/));
    it("is otherwise named in npm's words, in one sentence", () =>
      assert.equal(
        npmFailure("Getting x", "npm error code E404\nnpm error 404 Not Found\nnpm error 404 more\n"),
        "Getting x failed (npm says: E404, 404 Not Found): run the command again, and if it fails again look into npm's log.",
      ));
  });

  describe("what the network did not let through", () => {
    const attempts = async (...outputs: readonly (string | undefined)[]) => {
      const [waits, lines]: [number[], string[]] = [[], []];
      let runs = 0;
      const run = async (): Promise<{ code: number; output: string }> => {
        const output = outputs[runs++];
        return { code: output === undefined ? 0 : 1, output: output ?? "" };
      };
      const ports = {
        run,
        wait: async (time: number) => void waits.push(time),
        print: (line: string) => void lines.push(line),
      };
      const error: unknown = await npm("Getting x", [], ".", ports).catch((failure: unknown) => failure);
      return { runs, waits, lines, error: error instanceof Error ? error.message : undefined };
    };

    it("is tried again after a while, and that is said", async () => {
      const lines = [
        "Getting x …",
        "  the network failed; another attempt in 2 s",
        "  the network failed; another attempt in 10 s",
        "  done in 0 s",
      ];
      assert.deepEqual(await attempts("npm error code ECONNRESET", "npm error code E503"), {
        runs: 3,
        waits: [2_000, 10_000],
        lines,
        error: undefined,
      });
    });
    it("fails for good after the third time, in one sentence", async () => {
      const { runs, error } = await attempts(
        "npm error code ENOTFOUND",
        "npm error code ENOTFOUND",
        "npm error code ENOTFOUND",
      );
      assert.equal(runs, 3);
      assert.match(error ?? "", /^Getting x failed because npm's registry could not be reached: [^\n]+$/);
    });
    it("is tried once where it is something else that failed", async () => {
      for (const output of ["npm error code E404", "npm error code ENOSPC", "npm error code EUSAGE"])
        assert.deepEqual([(await attempts(output)).runs, (await attempts(output)).waits], [1, []]);
    });
  });

  it("says what to do about a browser that does not start", async () => {
    await assert.rejects(ensureBrowser({ CHROME_PATH: "/bin/false" }), {
      name: "Failure",
      message:
        "The browser that CHROME_PATH names (/bin/false) does not start: correct the variable or remove it, and run the command again.",
    });
  });
});
