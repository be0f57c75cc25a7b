// Finding endpoints: by a request's path, by what is typed, and opening the pick over all of them.
// `node scripts/bench.mjs find`.
import { bundled } from "./bundled.mjs";
import { buildForHosts, median, runInHost } from "./host/runInHost.mjs";

const BOT = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
const ROUNDS = 25;
const APPS = 20;
/** What a keystroke may cost, of a frame of 16 ms. */
const KEYSTROKE_BOUND = 16;

/** Times are medians, taken in turns; `ratio` is ours to theirs. */
export async function run() {
  const sources = await loadSources();
  return [...byPath(sources), ...typed(sources), ...standings(sources), ...(await opening())];
}

/** Microseconds for each path, against one regular expression for each endpoint, tried one behind the other. */
function byPath({ endpoints, findEndpoint, seekEndpoints }) {
  const known = endpoints().filter(({ path }) => path !== undefined);
  const calls = known.map(({ method, path }) => [method, path.replace(/\{[^}]*\}/g, BOT)]);
  const patterns = known.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{[^}]*\}/g, "[^/?#]+")}/?(?:[?#]|$)`),
  }));
  const each = (find) => () => calls.forEach(([method, path]) => find(method, path));
  const [ours, theirs, pasted] = medians([
    each((method, path) => findEndpoint(method, path)),
    each((method, path) => patterns.find((one) => one.method === method && one.pattern.test(path))),
    each((method, path) => seekEndpoints(`curl -X ${method} 'https://bots.kore.ai${path}' -H 'auth: x'`)),
  ]).map((milliseconds) => (milliseconds * 1000) / calls.length);
  return [
    figure(`an endpoint by its path, of ${known.length}, against a regular expression for each (µs)`, ours, theirs),
    figure("the same by a curl command that was pasted (µs)", pasted, theirs),
  ];
}

/** Milliseconds for what a keystroke in the pick seeks. */
function typed({ seekEndpoints }) {
  const texts = [
    "recording",
    "export bot",
    "I need the transcripts of a call",
    "give me the recordings of xyzzy",
    `/api/public/bot/${BOT}/exprot`,
  ];
  return texts.map((text) => {
    const [ours] = medians([() => seekEndpoints(text)]);
    return {
      name: `what “${text.replace(BOT, "…")}” finds (ms)`,
      ours,
      bound: KEYSTROKE_BOUND,
      ok: ours <= KEYSTROKE_BOUND,
    };
  });
}

/** Milliseconds for what 20 apps lack for each endpoint, against looking at each app for each. */
function standings({ endpoints, AppsAtHand, scopesForLevel }) {
  const scopes = scopesForLevel("xo").map(({ id }) => id);
  const apps = Array.from({ length: APPS }, (_, index) => ({
    createdIn: "xo",
    tables: [],
    scopes: scopes.filter((_id, at) => at % APPS === index).map((id) => ({ id, published: true })),
  }));
  const [ours, theirs] = medians([
    () => {
      const atHand = new AppsAtHand(apps);
      endpoints().forEach((endpoint) => atHand.standingsTo(endpoint));
    },
    () =>
      endpoints().forEach(({ access }) =>
        apps.filter((app) => app.scopes.some(({ id }) => access[app.createdIn]?.anyOf?.includes(id))),
      ),
  ]);
  return [figure(`what ${APPS} apps lack for each endpoint, against looking for their scopes (ms)`, ours, theirs)];
}

/** Milliseconds from the command to the pick, in an extension host, against a bare pick of as many rows. */
async function opening() {
  await buildForHosts();
  const { first, changed, unchanged, bare } = await runInHost("find");
  return [
    figure("Find Endpoint to its pick, after an app changed, against a bare pick (ms)", median(changed), median(bare)),
    figure("the same where no app changed (ms)", median(unchanged), median(bare)),
    figure("the same the first time, with loading the catalogue (ms)", first, median(bare)),
  ];
}

function figure(name, ours, theirs) {
  return { name, ours, theirs, ratio: ours / theirs };
}

/** Takes turns, so that whatever else the machine does slows all of them. */
function medians(actions) {
  const times = actions.map(() => []);
  for (let round = 0; round < ROUNDS + 3; round++) {
    for (const [index, action] of actions.entries()) {
      const started = performance.now();
      action();
      // The first ones only warm up.
      if (round >= 3) times[index].push(performance.now() - started);
    }
  }
  return times.map(median);
}

function loadSources() {
  const contents = `
    export { endpoints, scopesForLevel } from "./src/domain/scopes/catalogue";
    export { findEndpoint } from "./src/domain/scopes/findEndpoint";
    export { seekEndpoints } from "./src/domain/scopes/seekEndpoints";
    export { AppsAtHand } from "./src/domain/scopes/appsAtHand";`;
  return bundled(contents);
}
