// Required by a process whose processor time is measured: says it in microseconds on the file descriptor 3, at its end.
const { writeSync } = require("node:fs");

process.once("exit", () => {
  const { user, system } = process.cpuUsage();
  writeSync(3, String(user + system));
});
