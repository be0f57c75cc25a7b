import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { filesIn, read } from "./repository";

/** Which there are, test.mjs tells whoever asks for another one. */
let suites: readonly string[];
let hosts: readonly string[];
const benches = filesIn(["test/bench"], ".mjs").map((path) => path.replace(/^.*\/|\.mjs$/g, ""));
const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };

describe("The documents for whoever works on this", () => {
  const documents = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "ARCHITECTURE.md", ".github/workflows/test.yml"];

  before(() => {
    const { stderr } = spawnSync(process.execPath, ["scripts/test.mjs", "unknown"], { encoding: "utf8" });
    const choices = /choose from ([\w, ]+), and for --host from ([\w, ]+)\./.exec(stderr) ?? [];
    [, suites = [], hosts = []] = choices.map((list) => list.split(", "));
  });

  it("name commands that exist", () => {
    const all = documents
      .filter(existsSync)
      .flatMap((path) => namedCommands(read(path)).map((named) => ({ path, ...named })));
    assert.ok(all.length > 20);
    assert.deepEqual(
      all.filter(({ exists }) => !exists),
      [],
    );
  });

  it("that name one which doesn't are found", () => {
    const text = [
      "`npm run watch` `npm run wacth` `npm start` `npm run start -- --desktop` `npm stop`",
      "`node scripts/l10n.mjs` `node scripts/l11n.mjs`",
      "`npm test -- unit --file x` `npm test -- units` `npm test -- host --host newest` `npm test -- host --host oldest`",
      "`node scripts/bench.mjs activation` `node scripts/bench.mjs activity`",
    ].join("\n");
    assert.deepEqual(
      namedCommands(text).flatMap(({ command, exists }) => (exists ? [] : [command])),
      [
        "npm run wacth",
        "npm stop",
        "npm test -- units",
        "npm test -- host --host oldest",
        "node scripts/l11n.mjs",
        "node scripts/bench.mjs activity",
      ],
    );
  });

  it("show each room of the house, and none that isn't there", () => {
    const text = read("ARCHITECTURE.md");
    const rooms = ["src", "src/domain", "src/editor", "src/localPlatform"].flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
    );
    assert.deepEqual(
      rooms.filter((room) => !text.includes(`${room}/`)),
      [],
    );
    assert.deepEqual(missingPaths(text), []);
    assert.deepEqual(missingPaths("`domain/apps` `scripts/gone.mjs` `payloads/opened`"), [
      "scripts/gone.mjs",
      "payloads/opened",
    ]);
  });

  it("and the launch configurations have tasks and programs that exist", () => {
    const { configurations } = JSON.parse(read(".vscode/launch.json")) as {
      configurations: { name: string; preLaunchTask: string; program?: string }[];
    };
    const { tasks } = JSON.parse(read(".vscode/tasks.json")) as {
      tasks: { label: string; script?: string; command?: string; dependsOn?: string[] }[];
    };
    for (const { name, preLaunchTask, program } of configurations) {
      assert.ok(
        tasks.some(({ label }) => label === preLaunchTask),
        name,
      );
      // What dist/ has is the watch's.
      const path = program?.replace("${workspaceFolder}/", "");
      assert.ok(path === undefined || path.startsWith("dist/") || existsSync(path), name);
    }
    const labels = tasks.map(({ label }) => label);
    for (const { label, script, command, dependsOn } of tasks) {
      if (dependsOn) assert.ok(dependsOn.length > 0 && dependsOn.every((other) => labels.includes(other)), label);
      else assert.ok(script === undefined ? namedCommands(command ?? "").length === 1 : script in scripts, label);
    }
  });
});

/** Each command of npm or of scripts/ in a text, and whether there is one. */
function namedCommands(text: string): { command: string; exists: boolean }[] {
  const npm = [
    ...text.matchAll(/(?<=^|`|run: |=\d+ )npm (?:run )?([a-z][\w:]*)(?: -- ([a-z]\w*))?(?:[^`\n]*?--host (\w+))?/gm),
  ]
    .filter(([, name]) => !["ci", "version"].includes(name ?? ""))
    .map(([command, name = "", suite, host]) => ({
      command,
      exists:
        name in scripts &&
        (suite === undefined || suites.includes(suite)) &&
        (host === undefined || hosts.includes(host)),
    }));
  const node = [...text.matchAll(/\bnode (scripts\/[\w/]+\.mjs)(?: (\w+))?/g)].map(([command, path = "", word]) => ({
    command,
    exists: existsSync(path) && (!path.endsWith("bench.mjs") || word === undefined || benches.includes(word)),
  }));
  return [...npm, ...node];
}

/** Paths in backticks that lead nowhere: from the repository's folder, from src, its domain or its editor. */
function missingPaths(text: string): string[] {
  const paths = [...text.matchAll(/`([\w.]+(?:\/[\w.]+)+\/?)`/g)].map(([, path = ""]) => path);
  const folders = [".", "src", "src/domain", "src/editor", "test/unit/guards"];
  return paths.filter((path) => !folders.some((folder) => existsSync(`${folder}/${path}`)));
}
