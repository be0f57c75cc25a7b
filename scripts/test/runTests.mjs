import { stripVTControlCharacters } from "node:util";
import { Failure } from "../failure.mjs";
import { hasHosts } from "../setup/nodeVersion.mjs";
import { setUp } from "../setup/setUp.mjs";
import { buildTargets } from "../build.mjs";
import { packageVsix } from "../package.mjs";
import { HOSTS, runHost } from "./runHost.mjs";
import { runMocha } from "./runMocha.mjs";
import { runTypecheck } from "./runTypecheck.mjs";
import { suiteResult, sum, totalsLine } from "./totals.mjs";

/** Milliseconds after which a suite counts as hung. */
const TIMEOUTS = { unit: 400_000, crash: 400_000, interop: 400_000, crashHost: 900_000, form: 500_000, host: 700_000, journey: 1_500_000 };

/** How often the extension host is killed among all the tests, and by `test:crash`: each time takes three seconds. */
const HOST_KILLS = { among: 6, alone: 50 };

/** Suites that need no VS Code. */
const EVERYWHERE = ["unit", "crash", "interop"];

/**
 * Runs the suites (unit, crash, form, host, journey; all of them, with the type check before, if none is named), prints each one's
 * result and the totals, and returns the totals.
 */
export async function runTests({ suites = [], hosts, grep, file, build = true }) {
  const unknown = suites.find((suite) => !(suite in TIMEOUTS)) ?? hosts?.find((host) => !HOSTS.includes(host));
  if (unknown) throw new Failure(`There are no tests called ${unknown}: choose from ${Object.keys(TIMEOUTS).join(", ")}, and for --host from ${HOSTS.join(", ")}.`);
  const all = suites.length === 0;
  const desktop = process.env.VSCODE_EXECUTABLE;
  const here = hasHosts(process.platform, process.arch);
  const wants = (suite) => (all || suites.includes(suite)) && (EVERYWHERE.includes(suite) || here || (suite === "host" && Boolean(desktop)));
  const crashesHost = wants("crash") && here;
  const results = [];
  const run = async (suite, action) => {
    console.log(`\n== ${suite}`);
    const started = Date.now();
    const result = await action().catch((error) => suiteResult(suite, [], error instanceof Failure ? error.message : String(error.stack ?? error)));
    results.push(result);
    console.log(`== ${suite}: ${totalsLine(result).replace("tests: ", "")} (${Math.round((Date.now() - started) / 1000)} s)`);
  };

  await setUp([...(wants("host") && !desktop ? (hosts ?? ["host"]) : []), ...(wants("journey") ? ["journey"] : []), ...(wants("form") ? ["form"] : []), ...(crashesHost ? ["newest"] : [])]);
  if (all) await run("types", () => runTypecheck());
  if (wants("unit")) await run("unit", () => runUnit({ grep, file }));
  if (wants("crash")) await run("crash", () => runCrash({ grep, file }));
  if (wants("interop")) await run("interop", () => runInterop({ grep, file }));
  const needsExtension = build && (wants("form") || wants("host") || wants("journey") || crashesHost);
  const built = !needsExtension || (await attempt(results, "build", () => buildTargets(["extension", "vscode"])));
  if (built && wants("form")) await run("form", () => runForm({ grep, file }));
  if (built && wants("host")) for (const host of hosts ?? hostsHere()) await run(`host ${host}`, () => runHost({ host, grep, file, timeout: TIMEOUTS.host }));
  if (built && crashesHost) await run("crash host", () => runCrashHost({ grep, file, kills: all ? HOST_KILLS.among : HOST_KILLS.alone }));
  if (built && wants("journey")) {
    const packed = !build || (await attempt(results, "package", () => packageVsix({ build: false })));
    if (packed) await run("journey", () => runJourney({ grep, file }));
  }
  if (!here && (all || suites.some((suite) => !EVERYWHERE.includes(suite)))) console.log(`\nThe tests in VS Code from npm need Linux x64; here the unit tests run, and with VSCODE_EXECUTABLE the host tests in a desktop VS Code.`);
  return printTotals(results);
}

async function runUnit({ grep, file }) {
  await buildTargets(["unit"]);
  return runMocha({ suite: "unit", folder: "out/unit", reporter: "dot", grep, file, timeout: TIMEOUTS.unit });
}

async function runCrash({ grep, file }) {
  await buildTargets(["crash"]);
  return runMocha({ suite: "crash", folder: "out/crash", reporter: "dot", grep, file, timeout: TIMEOUTS.crash });
}

async function runInterop({ grep, file }) {
  await buildTargets(["interop"]);
  return runMocha({ suite: "interop", folder: "out/interop", reporter: "dot", grep, file, timeout: TIMEOUTS.interop });
}

async function runCrashHost({ grep, file, kills }) {
  await buildTargets(["crashHost"]);
  return runMocha({ suite: "crash host", folder: "out/crashHost", reporter: "dot", grep, file, timeout: TIMEOUTS.crashHost, environment: { JWT_APPS_KILLS: String(kills) } });
}

async function runForm({ grep, file }) {
  await buildTargets(["form"]);
  return runMocha({ suite: "form", folder: "out/form", reporter: "dot", grep, file, timeout: TIMEOUTS.form });
}

async function runJourney({ grep, file }) {
  await buildTargets(["journey"]);
  return runMocha({ suite: "journey", folder: "out/journey", reporter: "spec", grep, file, timeout: TIMEOUTS.journey });
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
