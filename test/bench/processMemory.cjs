// The memory of a process. Loaded before a program that is measured (`node --expose-gc -r …`), it tells its parent when it
// is asked.
const { readFileSync, writeFileSync } = require("node:fs");

/** Begins the peak anew where the system lets it: elsewhere it is that of all of the process. @returns bytes that it takes now */
function startPeak() {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Linux alone has it.
  }
  return process.memoryUsage().rss;
}

/** In bytes. */
function peak() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

module.exports = { startPeak, peak };

process.on("message", (question) => {
  if (question === "peak") return process.send(peak());
  for (let pass = 0; pass < 4; pass++) global.gc();
  const { heapUsed, external } = process.memoryUsage();
  process.send({ heap: heapUsed + external, rss: startPeak() });
});
// What asks must not keep it alive.
process.channel?.unref();
