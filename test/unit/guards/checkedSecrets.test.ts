import { strict as assert } from "node:assert";
import { findUncheckedSecrets } from "./checkedSecrets";
import { sources } from "./repository";
import { hostWith, options, sharedHost } from "./typedSources";

const TRIED = "src/editor/tried.ts";

describe("The secrets of an app", () => {
  it("are made of nothing that the rule of its kind hasn't read", () => {
    const files = sources().filter((path) => path.startsWith("src/"));
    assert.ok(files.length > 200);
    assert.deepEqual(findUncheckedSecrets(files, options(), sharedHost()), []);
  });

  const UNCHECKED = [
    "new AppSecrets({ clientSecret: typed });",
    "new AppSecrets({ payloadSharedKey: typed.trim() });",
    "new AppSecrets({ ...stored.reveal(), clientSecret: typed });",
    "const values: AppSecretValues = { clientSecret: typed }; new AppSecrets(values);",
    "new AppSecrets(JSON.parse(typed));",
    "new AppSecrets(typed ? { clientSecret: typed } : {});",
    "new AppSecrets({ clientSecret: typed as CheckedSecret });",
    "new AppSecrets({ clientSecret: asChecked(typed) });",
  ];
  const CHECKED = [
    "new AppSecrets();",
    "new AppSecrets({});",
    "new AppSecrets(stored.reveal());",
    "const check = checkClientSecret(typed); if (check.outcome === 'accepted') new AppSecrets({ clientSecret: check.secret });",
    "new AppSecrets({ payloadSharedKey: importSharedKey(typed) });",
    "const values: CheckedSecrets = {}; new AppSecrets(values);",
  ];
  it("are told from others", () => {
    const bodies = [...UNCHECKED, ...CHECKED].map(
      (text, index) => `export function f${index}(typed: string, stored: AppSecrets): void { ${text} }`,
    );
    const found = findUncheckedSecrets([TRIED], options(), hostWith(TRIED, [...IMPORTS, ...bodies].join("\n")));
    const lines = new Set(found.map((place) => Number(/:(\d+):/.exec(place)?.[1]) - IMPORTS.length - 1));
    assert.deepEqual(
      [...UNCHECKED, ...CHECKED].filter((_, index) => lines.has(index)),
      UNCHECKED,
    );
  });
});

const IMPORTS = [
  'import { AppSecrets, type AppSecretValues, type CheckedSecrets } from "../domain/apps/appSecrets";',
  'import { checkClientSecret } from "../domain/apps/clientSecret";',
  'import { asChecked, type CheckedSecret } from "../domain/keys/checkedSecret";',
  'import { importSharedKey } from "../domain/keys/sharedKey";',
];
