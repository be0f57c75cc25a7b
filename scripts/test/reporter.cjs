// A mocha reporter: prints as mocha's own `show` (dot or spec), and writes one result a line, as JSON, to `file`,
// so that what ran before a crash is known.
const { appendFileSync } = require("node:fs");
const { reporters } = require("mocha");

module.exports = class {
  constructor(runner, { reporterOptions: { show, file } }) {
    new (withoutEpilogue(reporters[show]))(runner);
    const write = (result) => appendFileSync(file, `${JSON.stringify(result)}\n`);
    runner.on("pass", (test) => write({ kind: "passed", title: test.fullTitle() }));
    runner.on("pending", (test) => write({ kind: "skipped", title: test.fullTitle() }));
    runner.on("fail", (test, error) =>
      write({
        kind: "failed",
        title: test.fullTitle(),
        group: test.titlePath()[0],
        message: String(error.stack ?? error.message ?? error),
      }),
    );
    runner.on("end", () => write({ kind: "end" }));
  }
};

/** Failures are listed once, after all suites. */
function withoutEpilogue(Reporter) {
  return class extends Reporter {
    epilogue() {}
  };
}
