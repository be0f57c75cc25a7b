import { ensureBrowser } from "./browser.mjs";
import { ensureDownload } from "./downloads.mjs";
import { hasHosts } from "./nodeVersion.mjs";
import { ensureProjectPackages } from "./projectPackages.mjs";

/** What is needed beyond the project's own packages for starting it, for the tests in each VS Code, and for the journeys. */
const NEEDS = {
  packages: [],
  start: ["newest"],
  newest: ["newest", "browser"],
  floor: ["floor", "browser"],
  web: ["web", "browser"],
  restricted: ["newest", "browser"],
  host: ["newest", "floor", "web", "browser"],
  journey: ["newest", "browser"],
  form: ["browser"],
};

/** Installs what `names` need and is missing. Where no host runs, that is the project's packages alone. */
export async function setUp(names) {
  await ensureProjectPackages();
  if (!hasHosts(process.platform, process.arch)) return;
  const needs = new Set(names.flatMap((name) => NEEDS[name] ?? []));
  for (const need of needs) {
    if (need === "browser") await ensureBrowser();
    else await ensureDownload(need);
  }
}
