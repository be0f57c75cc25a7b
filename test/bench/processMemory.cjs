// Loaded before a program that is measured (`node --expose-gc -r …`): tells its parent its memory when it is asked.
process.on("message", (question) => {
  if (question === "collect") for (let pass = 0; pass < 4; pass++) global.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send({
    cpu: user + system,
    user,
    system,
    heap: heapUsed + external,
    rss,
    peak: process.resourceUsage().maxRSS * 1024,
  });
});
// What asks must not keep it alive.
process.channel.unref();
