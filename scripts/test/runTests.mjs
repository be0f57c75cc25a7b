import { writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { Failure } from "../failure.mjs";
import { hasHosts } from "../setup/nodeVersion.mjs";
import { setUp } from "../setup/setUp.mjs";
import { buildTargets } from "../build.mjs";
import { packageVsix } from "../package.mjs";
import { HOSTS, runHost } from "./runHost.mjs";
import { again } from "./again.mjs";
import { runLanes } from "./lanes.mjs";
import { PATIENCE } from "./patience.mjs";
import { runMocha } from "./runMocha.mjs";
import { runTools } from "./runTools.mjs";
import { suiteResult, sum, totalsLine } from "./totals.mjs";

const SUITES = [
  "types",
  "lint",
  "unit",
  "hostile",
  "growth",
  "crash",
  "interop",
  "crashHost",
  "form",
  "host",
  "journey",
];

/** How often the extension host is killed among all the tests, and alone or in a full run: each time takes seconds. */
const HOST_KILLS = { among: 6, alone: 50 };

/** Suites that need no VS Code. */
const EVERYWHERE = ["types", "lint", "unit", "hostile", "growth", "interop", "crash"];

/** Those whose tests get a second chance in a run of all: a workbench that shares two processors may be late. */
const AGAIN = ["host", "journey"];

/**
 * Processor time is measured there. Room for young objects keeps the collector out of how it grows. Where the length of a
 * step counts it is as much as in an editor (V8's own 16 MB): the more there is, the longer a collection takes.
 */
const FLAGS = { hostile: measured({ room: 16 }), growth: measured({ room: 256 }) };

function measured({ room }) {
  return ["--single-threaded-gc", `--min-semi-space-size=${room}`, `--max-semi-space-size=${room}`, "--expose-gc"];
}

/** The longest first, so that none of them is still running when all else is done. */
const ORDER = [
  "host newest",
  "journey",
  "host floor",
  "host web",
  "unit",
  "hostile",
  "growth",
  "host restricted",
  "crashHost",
];

/**
 * Runs the suites (types, lint, unit, hostile, growth, crash, interop, form, host, journey; all of them if none is named), prints each
 * one's result and the totals, and returns the totals.
 * @param {object} options
 * @param {string[]} [options.suites]
 * @param {string[]} [options.hosts]
 * @param {string} [options.grep]
 * @param {string} [options.file]
 * @param {boolean} [options.build]
 * @param {string} [options.part] a file that gets the results instead: this is a part of a run of all suites
 */
export async function runTests({ suites = [], hosts, grep, file, build = true, part }) {
  const unknown = suites.find((suite) => !SUITES.includes(suite)) ?? hosts?.find((host) => !HOSTS.includes(host));
  if (unknown)
    throw new Failure(
      `There are no tests called ${unknown}: choose from ${SUITES.join(", ")}, and for --host from ${HOSTS.join(", ")}.`,
    );
  const all = suites.length === 0;
  const desktop = process.env.VSCODE_EXECUTABLE;
  const here = hasHosts(process.platform, process.arch);
  const canRun = (suite) => EVERYWHERE.includes(suite) || here || (suite === "host" && Boolean(desktop));
  const wants = (suite) => (all || suites.includes(suite)) && canRun(suite);
  const wanted = [
    ...(wants("journey") ? [["journey"]] : []),
    ...(wants("host") ? (hosts ?? hostsHere()).map((host) => ["host", host]) : []),
    ...(wants("crashHost") ? [["crashHost"]] : []),
    ...EVERYWHERE.filter(wants).map((suite) => [suite]),
    ...(wants("form") ? [["form"]] : []),
  ].sort((one, other) => placeOf(one) - placeOf(other));

  await setUp([]);
  const results = [];
  const ready = await prepared(wanted, { results, build, desktop });
  const arguments_ = ([suite, host]) => [
    suite,
    ...(host ? ["--host", host] : []),
    ...(grep ? ["--grep", grep] : []),
    ...(file ? ["--file", file] : []),
  ];
  if (all) {
    const suites = ready.map((suite) => ({ args: arguments_(suite), hasVsCode: !EVERYWHERE.includes(suite[0]) }));
    const first = await runLanes(suites);
    results.push(
      ...(await again(first, {
        isInVsCode: (suite) => AGAIN.includes(suite.split(" ")[0]),
        // One suite has all lanes to itself.
        run: (suite, group) =>
          runLanes([{ args: [...arguments_(suite.split(" ")), "--grep", group], hasVsCode: true }]),
      })),
    );
  } else
    for (const [suite, host] of ready)
      results.push(await runSuite(suite, { host, grep, file, isPart: part !== undefined }));

  if (!here && (all || suites.some((suite) => !EVERYWHERE.includes(suite))))
    console.log(
      `\nThe tests in VS Code from npm need Linux x64; here the unit tests run, and with VSCODE_EXECUTABLE the host tests in a desktop VS Code.`,
    );
  if (part === undefined) return printTotals(results);
  writeFileSync(part, JSON.stringify(results));
  return sum(results);
}

function placeOf([suite, host]) {
  const place = ORDER.indexOf(host ? `${suite} ${host}` : suite);
  return place < 0 ? ORDER.length : place;
}

/** Sets up and builds what the suites need. Those for which that failed are left out, which counts as failed, and said. */
async function prepared(wanted, { results, build, desktop }) {
  const failed = new Set();
  const steps = new Map();
  const needs = ([suite, host]) => {
    if (EVERYWHERE.includes(suite) || (suite === "host" && desktop)) return undefined;
    return suite === "host" ? host : suite === "crashHost" ? "newest" : suite;
  };
  for (const need of new Set(wanted.map(needs).filter(Boolean)))
    steps.set(need, await attempt(results, `set-up of ${need}`, () => setUp([need])));
  for (const suite of wanted) if (steps.get(needs(suite)) === false) failed.add(suite);

  const ofExtension = wanted.filter((suite) => !EVERYWHERE.includes(suite[0]) && !failed.has(suite));
  const makeExtension = () => buildTargets(["extension", "vscode"]);
  const built = !build || ofExtension.length === 0 || (await attempt(results, "build", makeExtension));
  if (!built) ofExtension.forEach((suite) => failed.add(suite));
  const ofVsix = ofExtension.filter(([suite]) => suite === "journey");
  const makeVsix = () => packageVsix({ build: false });
  const packed = !build || !built || ofVsix.length === 0 || (await attempt(results, "package", makeVsix));
  if (!packed) ofVsix.forEach((suite) => failed.add(suite));

  for (const suite of failed)
    results.push(suiteResult(suite.join(" "), [], "it did not run, because what it needs could not be made"));
  return wanted.filter((suite) => !failed.has(suite));
}

/** Runs one suite, and prints its result. */
async function runSuite(suite, { host, grep, file, isPart }) {
  const name = host ? `${suite} ${host}` : suite;
  console.log(`\n== ${name}`);
  const started = Date.now();
  const result = await run(suite, { host, grep, file, isPart }).catch((error) =>
    suiteResult(name, [], error instanceof Failure ? error.message : String(error.stack ?? error)),
  );
  console.log(
    `== ${name}: ${totalsLine(result).replace("tests: ", "")} (${Math.round((Date.now() - started) / 1000)} s)`,
  );
  return result;
}

async function run(suite, { host, grep, file, isPart }) {
  if (suite === "types" || suite === "lint") return runTools(suite);
  if (suite === "host") return runHost({ host, grep, file });
  await buildTargets([suite]);
  const kills = isPart && !process.env.JWT_APPS_FULL ? HOST_KILLS.among : HOST_KILLS.alone;
  // One test, which says nothing before its last kill.
  const more =
    suite === "crashHost"
      ? { environment: { JWT_APPS_KILLS: String(kills) }, timeout: PATIENCE.suite + kills * PATIENCE.state }
      : {};
  return runMocha({
    suite,
    folder: `out/${suite}`,
    reporter: suite === "journey" ? "spec" : "dot",
    grep,
    file,
    flags: FLAGS[suite],
    ...more,
  });
}

/** A desktop VS Code always starts with every folder trusted: runTests of @vscode/test-electron sees to that. */
function hostsHere() {
  return process.env.VSCODE_EXECUTABLE ? ["newest"] : HOSTS;
}

/** Does a step that the suites after it need; where it fails, that is said at once, and is a result. */
async function attempt(results, step, action) {
  try {
    await action();
    return true;
  } catch (error) {
    console.log(`\n== ${step} failed: ${error.message}`);
    results.push(suiteResult(step, [], error.message));
    return false;
  }
}

function printTotals(results) {
  const failures = results.flatMap(({ suite, failures }) => failures.map((failure) => ({ suite, ...failure })));
  if (failures.length > 0) console.log("\nFailed:");
  for (const { suite, title, message } of failures)
    console.log(
      `\n  [${suite}] ${title}\n${stripVTControlCharacters(message).split("\n").slice(0, 12).join("\n").replace(/^/gm, "      ")}`,
    );
  const retries = results.flatMap(({ suite, retries = [] }) => retries.map((line) => `[${suite}] ${line}`));
  if (retries.length > 0) console.log(`\nStarted once more:\n  ${retries.join("\n  ")}`);
  const passed = results.flatMap(({ suite, again: titles = [] }) => titles.map((title) => ({ suite, title })));
  if (passed.length > 0) console.log("\nFailed beside the other suites, and passed when they ran again, alone:");
  for (const { suite, title } of passed)
    console.log(`\n  [${suite}] ${stripVTControlCharacters(title).split("\n").slice(0, 4).join("\n      ")}`);
  const totals = sum(results);
  console.log(`\n${totalsLine(totals)}`);
  return totals;
}
