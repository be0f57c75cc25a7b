import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** Works without a pause, and ends by itself once who started it is gone. */
const WORK = `
const parent = process.ppid;
process.stdout.write("up");
while (process.ppid === parent) for (let end = Date.now() + 100; Date.now() < end;) Math.sqrt(Math.random());
`;

/**
 * Keeps every processor busy with a process of its own, as a machine with other work to do, until `stop` is called or
 * this process ends. Resolves once all are at work.
 */
export async function keepBusy(count = availableParallelism()) {
  const stdio = ["ignore", "pipe", "ignore"];
  const children = Array.from({ length: count }, () => spawn(process.execPath, ["-e", WORK], { stdio }));
  const isUp = (child) => new Promise((resolve, reject) => child.on("error", reject).stdout.once("data", resolve));
  const stopped = (child) => new Promise((resolve) => child.once("close", resolve).kill("SIGKILL") || resolve());
  await Promise.all(children.map(isUp));
  return { ids: children.map(({ pid }) => pid), stop: () => Promise.all(children.map(stopped)) };
}
