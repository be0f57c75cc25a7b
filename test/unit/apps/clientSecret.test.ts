import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bareSecret,
  checkClientSecret,
  doubtInWords,
  isHardlySecret,
  refusalInWords,
  type SecretDoubt,
  type SecretRefusal,
} from "../../../src/domain/apps/clientSecret";
import { exportOf } from "../../../src/domain/apps/exportApps";
import { appFromForm } from "../../../src/domain/apps/form/formApp";
import { defaultValues, type FormContext } from "../../../src/domain/apps/form/formValues";
import { findErrors } from "../../../src/domain/apps/form/formErrors";
import { findNotes } from "../../../src/domain/apps/form/formNotes";
import { planImport } from "../../../src/domain/apps/import/importApps";
import type { ImportPlan } from "../../../src/domain/apps/import/importPlan";
import { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { startFromCommandLine } from "../../../src/localPlatform/commandLine";
import { BAD_SECRETS, CLIENT_ID, GOOD } from "./badSecrets";
import { sampleApp } from "./sampleApp";

describe("a client secret", () => {
  it("of the platform's form is taken without a word, as it is", () => {
    for (const secret of [GOOD, "/".repeat(43) + "=", "xxxxxAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxw="]) {
      assert.deepEqual(checkClientSecret(secret, { clientId: CLIENT_ID }), { outcome: "accepted", secret, doubts: [] });
    }
  });

  it("by chance is never refused, in base64, base64url or hex, and in the platform's form it is taken without a word", () => {
    for (let count = 0; count < 10_000; count++) {
      const bytes = randomBytes(15 + (count % 50));
      for (const text of [
        bytes.toString("base64"),
        bytes.toString("base64url"),
        bytes.toString("hex"),
        bytes.toString("hex").toUpperCase(),
      ]) {
        assert.equal(checkClientSecret(text).outcome, "accepted", text);
      }
      const secret = randomBytes(32).toString("base64");
      assert.deepEqual(checkClientSecret(secret), { outcome: "accepted", secret, doubts: [] });
    }
  });

  it("of the platform's form is taken, whatever its bytes spell", () => {
    const spelt = ["********", "xxxxxxxxxxxx", "changeme", "clientSecretHere", "0000000000", "NULL"].map((word) =>
      word.replaceAll("*", "/"),
    );
    for (const word of spelt) {
      // By its last bits it is base64 of 32 bytes.
      const secret = `${word.padEnd(42, word)}`.slice(0, 42) + "A=";
      assert.equal(Buffer.from(secret, "base64").toString("base64"), secret);
      assert.deepEqual(checkClientSecret(secret), { outcome: "accepted", secret, doubts: [] });
    }
  });

  it("that is hardly one is asked about: much shorter than any, or another thing", () => {
    const isAsked = (text: string) => {
      const check = checkClientSecret(text, { clientId: CLIENT_ID });
      return isHardlySecret(text, check.outcome === "accepted" ? check.doubts : assert.fail(text));
    };
    for (const text of [
      "short",
      GOOD.slice(0, 19),
      `"${GOOD.slice(0, 19)}"`,
      CLIENT_ID,
      "eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzIn0.c2lnbmF0dXJl",
    ])
      assert.equal(isAsked(text), true, text);
    for (const text of [GOOD, GOOD.slice(0, 20), GOOD + GOOD, `${GOOD} `]) assert.equal(isAsked(text), false, text);
  });

  for (const { name, text, verdict } of BAD_SECRETS) {
    const expected =
      typeof verdict === "string"
        ? { outcome: "refused", why: verdict }
        : { outcome: "accepted", secret: text, doubts: verdict };
    it(`that is ${name} is ${typeof verdict === "string" ? "refused" : "doubted"}: ${String(verdict)}`, () => {
      assert.deepEqual(checkClientSecret(text, { clientId: CLIENT_ID }), expected);
    });
  }

  it("without what stands around it is what was probably meant", () => {
    for (const text of [GOOD, `${GOOD} `, `\t"${GOOD}"\n`, `'${GOOD}'`, `“ ${GOOD} ”`])
      assert.equal(bareSecret(text), GOOD, text);
    assert.equal(bareSecret(`"${GOOD}`), `"${GOOD}`);
  });

  it("is checked in time linear in its length", () => {
    for (const text of [
      "<".repeat(40_000),
      "x".repeat(40_000),
      "“".repeat(40_000),
      `eyJ${".".repeat(40_000)}`,
      "$A".repeat(20_000),
      "an".repeat(20_000),
      "secret-".repeat(6_000),
      "%A ".repeat(13_000),
      "xxxxx=".repeat(7_000),
      "ab".repeat(20_000),
      "-----BEGIN ".repeat(4_000),
    ]) {
      const check = checkClientSecret(text);
      assert.equal(check.outcome, "refused", text.slice(0, 5));
    }
  });

  const refusals: SecretRefusal[] = ["empty", "masked", "placeholder", "invisible", "other-script", "too-long"];
  const doubts: SecretDoubt[] = [
    "white-space-around",
    "quotes-around",
    "own-client-id",
    "platform-id",
    "token",
    "key",
    "shorter-than-platform",
    "other-form",
  ];
  it("is not in a sentence about it, nor its length where others read it", () => {
    const secret = "a".repeat(37);
    const said = [...refusals.map(refusalInWords), ...doubts.map((doubt) => doubtInWords(doubt))];
    for (const { template, args = [], remedy = "" } of said) {
      assert.doesNotMatch([template, remedy, ...args].join(" "), /37|aaa/);
    }
    // Who types it sees how long it is, as the form says it.
    assert.deepEqual(doubtInWords("shorter-than-platform", secret).args, [37]);
  });
});

/** Whether a piece of the good one, of which most bad ones are made, stands in a message. */
function quotesSecret(message: string): boolean {
  return Array.from({ length: GOOD.length - 5 }, (_, index) => GOOD.slice(index, index + 6)).some((piece) =>
    message.includes(piece),
  );
}

describe("a bad client secret meets the same rule", () => {
  const context: FormContext = { others: [], stored: [] };
  const valuesWith = (clientSecret: string) => ({ ...defaultValues(), name: "A", clientId: CLIENT_ID, clientSecret });
  /** The doubts and the refusal that a door tells, by the sentences of the rule. */
  const sentencesOf = (verdict: string | readonly string[], text: string) => {
    if (typeof verdict === "string") return [refusalInWords(verdict as SecretRefusal).template];
    return verdict.map((doubt) => doubtInWords(doubt as SecretDoubt, text).template);
  };

  for (const { name, text, verdict } of BAD_SECRETS) {
    it(`in the form: ${name}`, async () => {
      const error = findErrors(valuesWith(text), context).clientSecret;
      const notes = findNotes(valuesWith(text), context).clientSecret ?? [];
      assert.deepEqual(
        [...(error ? [error] : []), ...notes].map(({ template }) => template),
        sentencesOf(verdict, text),
      );
      const made = await appFromForm(valuesWith(text), { context, ports: webPorts, newId: () => "id" });
      assert.equal(
        made.status === "ok" ? made.secrets?.reveal().clientSecret : undefined,
        typeof verdict === "string" ? undefined : text,
      );
    });
  }

  const importOf = (clientSecret: string): ImportPlan => {
    const bots = [{ name: "Bot", jwtApps: [{ clientId: CLIENT_ID, clientSecret, jtiClaimEnforced: false }] }];
    return planImport(JSON.stringify({ bots }), [], webPorts);
  };
  /** What an import says, by verdict. */
  const TOLD: Readonly<Record<string, RegExp>> = {
    masked: /is masked in this text, so it counts as missing: “Bot · cs-/,
    placeholder: /can't be one, so it was not taken: “Bot · cs-/,
    "other-script": /can't be one, so it was not taken: “Bot · cs-/,
    invisible: /can't be one, so it was not taken: “Bot · cs-/,
    "too-long": /“Bot” has a client secret that is too long to be one/,
    "white-space-around": /has white space at an end, which counts when signing: “Bot · cs-/,
    "quotes-around": /stands in quotes, which count when signing: “Bot · cs-/,
    "own-client-id": /looks like a client ID or another ID: “Bot · cs-/,
    "platform-id": /looks like a client ID or another ID: “Bot · cs-/,
    token: /looks like a token or a key: “Bot · cs-/,
    key: /looks like a token or a key: “Bot · cs-/,
    "shorter-than-platform": /shorter than known ones, which have 44 characters: “Bot · cs-/,
    "other-form": /another form than known ones, which are 44 characters of base64: “Bot · cs-/,
  };
  for (const { name, text, verdict } of BAD_SECRETS) {
    it(`in an import: ${name}`, () => {
      const { add, problems: untaken, notes } = importOf(text);
      const isTaken = typeof verdict !== "string";
      // An entry that is nothing of the kind is left out as a whole.
      assert.equal(add.length, verdict === "too-long" ? 0 : 1);
      assert.deepEqual(
        add.map(({ secrets }) => secrets.reveal()),
        add.map(() => (isTaken ? { clientSecret: text } : {})),
      );
      assert.deepEqual(
        add.map(({ app }) => app.missingSecrets),
        add.map(() => (isTaken ? [] : ["clientSecret"])),
      );
      // The platform's response may leave secrets out; the tree says which are missing.
      const told = verdict === "empty" ? [] : typeof verdict === "string" ? [verdict] : verdict;
      const problems = isTaken ? notes : untaken;
      assert.equal(problems.length, told.length);
      assert.equal((isTaken ? untaken : notes).length, 0);
      for (const [index, remark] of told.entries()) {
        assert.match(problems[index]?.message ?? "", TOLD[remark] ?? /^$/);
        assert.ok(!quotesSecret(problems[index]?.message ?? ""));
      }
    });
  }

  it("in an import: a mask where the secret is here, and a secret that signs nothing, are no problem", () => {
    const bots = (clientSecret: string) =>
      JSON.stringify({ bots: [{ name: "Bot", jwtApps: [{ clientId: CLIENT_ID, clientSecret }] }] });
    const codes = (text: string, changes: Parameters<typeof sampleApp>[0]) => {
      const { problems, notes } = planImport(text, [sampleApp(changes)], webPorts);
      return [problems, notes].map((remarks) => remarks.map(({ code }) => code));
    };
    assert.deepEqual(codes(bots("****"), {}), [[], ["client-secret-unread"]]);
    assert.deepEqual(codes(bots("****"), { missingSecrets: ["clientSecret"] }), [["client-secret-masked"], []]);
    assert.deepEqual(codes(bots("short"), {}), [[], ["client-secret-doubtful"]]);
    assert.deepEqual(codes(bots("short"), { algorithm: "RS256" }), [[], ["client-secret-unused"]]);
  });

  it("in an import: many alike are one problem, with the first names", () => {
    const jwtApps = Array.from({ length: 7 }, (_, index) => ({
      clientId: `cs-0000000${index}-0000-5000-8000-000000000000`,
      clientSecret: "****",
    }));
    const { problems } = planImport(JSON.stringify({ bots: [{ name: "Bot", jwtApps }] }), [], webPorts);
    const names = [0, 1, 2, 3, 4].map((index) => `“Bot · cs-0000000${index}”`).join(", ");
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        `The client secret is masked in this text, so it counts as missing: ${names}, +2. Copy it from the platform, and enter it with Replace Client Secret.`,
      ],
    );
  });

  it("in an export, which holds none, is not taken, and that is told", () => {
    const file = JSON.parse(exportOf([sampleApp({ name: "A" })])) as { apps: object[] };
    for (const name of ["clientSecret", "payloadSharedKey"]) {
      const { add, problems } = planImport(
        JSON.stringify({ ...file, apps: file.apps.map((app) => ({ ...app, [name]: GOOD })) }),
        [],
        webPorts,
      );
      assert.deepEqual(
        add.map(({ secrets }) => secrets.reveal()),
        [{}],
      );
      assert.deepEqual(
        problems.map(({ message }) => message),
        [
          `“A” has secrets in it, which no export has, and they were left out: ${name}. Enter them by hand where the app needs them.`,
        ],
      );
    }
  });

  describe("on the command line", () => {
    let folder: string;
    let apps: string;
    const app = sampleApp({ name: "Bot app" });
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "client-secrets-"));
      apps = join(folder, "apps.json");
      await writeFile(apps, exportOf([app]));
    });
    after(() => rm(folder, { recursive: true }));

    for (const { name, text, verdict } of BAD_SECRETS) {
      it(`as ${name}`, async () => {
        const lines: string[] = [];
        const start = startFromCommandLine(["--apps", apps, "--quiet"], JSON.stringify({ "Bot app": text }), {
          out: () => undefined,
          error: (line) => lines.push(line),
        });
        if (typeof verdict === "string") {
          await assert.rejects(start, (error: unknown) => {
            assert.ok(error instanceof UserError && error.code === "bad-secrets");
            assert.match(error.message, /^JWT_APPS_SECRETS has an? .* for “Bot app”/);
            return true;
          });
          assert.deepEqual(lines, []);
          return;
        }
        await (await start)?.close();
        assert.equal(lines.length, verdict.length);
        for (const line of lines) {
          assert.match(line, /^JWT_APPS_SECRETS, clientSecret for “Bot app”: [A-Z]/);
          assert.ok(!quotesSecret(line), line);
        }
      });
    }

    it("says nothing of client secrets that stand in the file with the apps, but that they are not used", async () => {
      const file = join(folder, "bots.json");
      const jwtApps = [{ clientId: CLIENT_ID, clientSecret: "short" }];
      await writeFile(file, JSON.stringify({ bots: [{ name: "Bot", jwtApps }] }));
      const lines: string[] = [];
      const secrets = JSON.stringify({ [`Bot · ${CLIENT_ID.slice(0, 11)}`]: GOOD });
      const platform = await startFromCommandLine(["--apps", file, "--quiet"], secrets, {
        out: () => undefined,
        error: (line) => lines.push(line),
      });
      await platform?.close();
      assert.deepEqual(lines, [
        "The file that --apps names has client secrets in it. They are not used: JWT_APPS_SECRETS and --secrets-file alone are read for secrets.",
      ]);
    });
  });
});
