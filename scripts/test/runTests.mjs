import { writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { Failure } from "../failure.mjs";
import { hasHosts } from "../setup/nodeVersion.mjs";
import { setUp } from "../setup/setUp.mjs";
import { buildTargets } from "../build.mjs";
import { packageVsix } from "../package.mjs";
import { HOSTS, runHost } from "./runHost.mjs";
import { runLanes } from "./lanes.mjs";
import { runMocha } from "./runMocha.mjs";
import { runTypecheck } from "./runTypecheck.mjs";
import { suiteResult, sum, totalsLine } from "./totals.mjs";

/** Milliseconds after which a suite counts as hung. */
const TIMEOUTS = { types: 200_000, unit: 400_000, hostile: 400_000, crash: 400_000, interop: 400_000, crashHost: 900_000, form: 500_000, host: 700_000, journey: 1_500_000 };

/** How often the extension host is killed among all the tests, and alone: each time takes seconds. */
const HOST_KILLS = { among: 6, alone: 50 };

/** Suites that need no VS Code. */
const EVERYWHERE = ["types", "unit", "hostile", "interop", "crash"];

/** Time is measured there: room for young objects keeps the collector out of it. */
const FLAGS = { hostile: ["--min-semi-space-size=64", "--max-semi-space-size=64", "--expose-gc"] };

/**
 * Runs the suites (types, unit, hostile, crash, interop, form, host, journey; all of them if none is named), prints each one's
 * result and the totals, and returns the totals. With `part`, a file, the results go there instead.
 */
export async function runTests({ suites = [], hosts, grep, file, build = true, part }) {
  const unknown = suites.find((suite) => !(suite in TIMEOUTS)) ?? hosts?.find((host) => !HOSTS.includes(host));
  if (unknown) throw new Failure(`There are no tests called ${unknown}: choose from ${Object.keys(TIMEOUTS).join(", ")}, and for --host from ${HOSTS.join(", ")}.`);
  const all = suites.length === 0;
  const desktop = process.env.VSCODE_EXECUTABLE;
  const here = hasHosts(process.platform, process.arch);
  const wants = (suite) => (all || suites.includes(suite)) && (EVERYWHERE.includes(suite) || here || (suite === "host" && Boolean(desktop)));
  const wantsCrashHost = here && (all || suites.includes("crashHost"));

  await setUp([...(wants("host") && !desktop ? (hosts ?? ["host"]) : []), ...(wants("journey") ? ["journey"] : []), ...(wants("form") ? ["form"] : []), ...(wantsCrashHost ? ["newest"] : [])]);
  const results = [];
  const needsExtension = build && (wants("form") || wants("host") || wants("journey") || wantsCrashHost);
  const built = !needsExtension || (await attempt(results, "build", () => buildTargets(["extension", "vscode"])));
  const packed = built && (!build || !wants("journey") || (await attempt(results, "package", () => packageVsix({ build: false }))));

  // The longest first, so that none of them is still running when all else is done.
  const wanted = [
    ...(packed && wants("journey") ? [["journey"]] : []),
    ...(built && wants("host") ? (hosts ?? hostsHere()).map((host) => ["host", host]) : []),
    ...(built && wantsCrashHost ? [["crashHost"]] : []),
    ...EVERYWHERE.filter(wants).map((suite) => [suite]),
    ...(built && wants("form") ? [["form"]] : []),
  ];
  const arguments_ = ([suite, host]) => [suite, ...(host ? ["--host", host] : []), ...(grep ? ["--grep", grep] : []), ...(file ? ["--file", file] : [])];
  if (all) results.push(...(await runLanes(wanted.map(arguments_))));
  else for (const [suite, host] of wanted) results.push(await runSuite(suite, { host, grep, file, isPart: part !== undefined }));

  if (!here && (all || suites.some((suite) => !EVERYWHERE.includes(suite)))) console.log(`\nThe tests in VS Code from npm need Linux x64; here the unit tests run, and with VSCODE_EXECUTABLE the host tests in a desktop VS Code.`);
  if (part === undefined) return printTotals(results);
  writeFileSync(part, JSON.stringify(results));
  return sum(results);
}

/** Runs one suite, and prints its result. */
async function runSuite(suite, { host, grep, file, isPart }) {
  const name = host ? `${suite} ${host}` : suite;
  console.log(`\n== ${name}`);
  const started = Date.now();
  const result = await run(suite, { host, grep, file, isPart }).catch((error) => suiteResult(name, [], error instanceof Failure ? error.message : String(error.stack ?? error)));
  console.log(`== ${name}: ${totalsLine(result).replace("tests: ", "")} (${Math.round((Date.now() - started) / 1000)} s)`);
  return result;
}

async function run(suite, { host, grep, file, isPart }) {
  if (suite === "types") return runTypecheck();
  if (suite === "host") return runHost({ host, grep, file, timeout: TIMEOUTS.host });
  await buildTargets([suite]);
  const environment = suite === "crashHost" ? { JWT_APPS_KILLS: String(isPart ? HOST_KILLS.among : HOST_KILLS.alone) } : {};
  return runMocha({ suite, folder: `out/${suite}`, reporter: suite === "journey" ? "spec" : "dot", grep, file, timeout: TIMEOUTS[suite], environment, flags: FLAGS[suite] });
}

/** A desktop VS Code always starts with every folder trusted: runTests of @vscode/test-electron sees to that. */
function hostsHere() {
  return process.env.VSCODE_EXECUTABLE ? ["newest"] : HOSTS;
}

/** Does a step that the suites after it need; where it fails, that is the result. */
async function attempt(results, step, action) {
  try {
    await action();
    return true;
  } catch (error) {
    results.push(suiteResult(step, [], error.message));
    return false;
  }
}

function printTotals(results) {
  const failures = results.flatMap(({ suite, failures }) => failures.map((failure) => ({ suite, ...failure })));
  if (failures.length > 0) console.log("\nFailed:");
  for (const { suite, title, message } of failures) console.log(`\n  [${suite}] ${title}\n${stripVTControlCharacters(message).split("\n").slice(0, 12).join("\n").replace(/^/gm, "      ")}`);
  const totals = sum(results);
  console.log(`\n${totalsLine(totals)}`);
  return totals;
}
