import { webPorts } from "../../src/domain/ports";
import { TableStore } from "../../src/localPlatform/dataTables/tableStore";
import assert from "node:assert/strict";
import { cpuTime } from "../cpuTime";

/** Cells of all rows together, however many a row has. */
const CELLS = 40_000;
/** Columns of a row. Rows of more are no objects of a fixed shape to V8, and quick whatever is done. */
const [NARROW, WIDE] = [5, 1_000];
/** By how much more processor time the wide rows may take. Spreading them took some twenty times as much. */
const MOST = 6;

describe("the time to insert rows, and to change them", () => {
  const names = Array.from({ length: WIDE }, (_, index) => `column${index}`);
  const row = (columns: number, text: string) =>
    Object.fromEntries(names.slice(0, columns).map((name) => [name, text]));
  const load = (columns: number, fallback: string) => {
    const store = new TableStore(webPorts);
    const schemaDef = names.slice(0, columns).map((name) => ({ name, type: "string", default: fallback }));
    store.load(JSON.stringify({ name: "defined", schemaDef }));
    return store;
  };
  const ways: Readonly<Record<string, (columns: number) => () => unknown>> = {
    "with their values": (columns) => {
      const data = Array.from({ length: CELLS / columns }, () => row(columns, "x"));
      return () => load(columns, "").insert("free", data, "me");
    },
    "with defaults alone": (columns) => {
      const data = Array.from({ length: CELLS / columns }, () => ({}));
      return () => load(columns, "x").insert("defined", data, "me");
    },
    "and changes of all columns": (columns) => {
      const store = load(columns, "");
      store.insert(
        "free",
        Array.from({ length: CELLS / columns }, () => row(columns, "x")),
        "me",
      );
      const changes = row(columns, "y");
      return () => store.update("free", () => true, changes, "me");
    },
  };
  for (const [way, of] of Object.entries(ways))
    it(`grows with their cells, however many columns they have: ${way}`, () => {
      const [narrow = 0, wide = 0] = [NARROW, WIDE].map((columns) => {
        const run = of(columns);
        return Math.min(...Array.from({ length: 4 }, () => cpuTime(run)));
      });
      assert.ok(wide <= narrow * MOST, `${(wide / narrow).toFixed(1)} times as long`);
    });
});
