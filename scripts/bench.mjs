// Prints each figure beside what it is compared with, measured in the same run; the ratios count.
//   node scripts/bench.mjs            all of them
//   node scripts/bench.mjs minting    one file of test/bench
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const wanted = process.argv.slice(2);
const names = readdirSync("test/bench")
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -".mjs".length))
  .filter((name) => wanted.length === 0 || wanted.includes(name));
if (names.length === 0) throw new Error(`no figure is called ${wanted.join(" or ")}`);

let missed = 0;
for (const name of names) {
  console.log(`\n${name}`);
  const { run } = await import(pathToFileURL(resolve("test/bench", `${name}.mjs`)).href);
  for (const figure of await run()) {
    if (figure.bound !== undefined && !figure.ok) missed++;
    console.log(line(figure));
  }
}
console.log(missed ? `\n${missed} missed` : "\nall met");

/** One without a bound is printed for comparison alone. */
function line({ name, ours, theirs, ratio, bound, ok }) {
  const verdict = bound === undefined ? "      " : ok ? "met   " : "MISSED";
  const parts = [
    `ours ${shown(ours)}`,
    ...(theirs === undefined ? [] : [`theirs ${shown(theirs)}`]),
    ...(ratio === undefined ? [] : [`ratio ${shown(ratio)}`]),
    ...(bound === undefined ? [] : [`bound ${bound}`]),
  ];
  return `${verdict}  ${name}: ${parts.join(", ")}`;
}

function shown(value) {
  return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 2 }) : String(value);
}
