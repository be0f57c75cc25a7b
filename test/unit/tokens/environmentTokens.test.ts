import { strict as assert } from "node:assert";
import {
  EnvironmentTokens,
  environmentVariable,
  environmentVariablesIn,
} from "../../../src/domain/tokens/environmentTokens";
import { sampleApp } from "./sampleApp";

describe("tokens in the environment", () => {
  it("are replaced while they are still valid", async () => {
    const { tokens, environment, pass } = world();
    await tokens.keep("JWT_APPS_ORDERS", "a", minting());
    assert.equal(environment["JWT_APPS_ORDERS"], "token-1");
    await pass(239);
    assert.equal(environment["JWT_APPS_ORDERS"], "token-1");
    await pass(1);
    assert.equal(environment["JWT_APPS_ORDERS"], "token-2");
    await pass(240);
    assert.equal(environment["JWT_APPS_ORDERS"], "token-3");
  });

  it("are gone when they expire, where no new one can be minted", async () => {
    const { tokens, environment, pass, now } = world();
    let broken = false;
    await tokens.keep("JWT_APPS_ORDERS", "a", () =>
      broken ? Promise.reject(new Error("gone")) : Promise.resolve({ token: "token-1", expiresAt: now() / 1000 + 300 }),
    );
    broken = true;
    await pass(299);
    assert.equal(environment["JWT_APPS_ORDERS"], "token-1");
    await pass(1);
    assert.deepEqual([Object.keys(environment), tokens.variables], [[], []]);
  });

  it("are forgotten for one app or for all, and don't come back", async () => {
    const { tokens, environment, pass } = world();
    await tokens.keep("JWT_APPS_ONE", "one", minting());
    await tokens.keep("JWT_APPS_TWO", "two", minting());
    tokens.forget("one");
    assert.deepEqual(Object.keys(environment), ["JWT_APPS_TWO"]);
    tokens.forget();
    await pass(1_000);
    assert.deepEqual(Object.keys(environment), []);
  });

  it("are not put there when they were forgotten while they were minted", async () => {
    const { tokens, environment } = world();
    let minted = (_: { token: string; expiresAt: number }): void => undefined;
    const keeping = tokens.keep("JWT_APPS_ORDERS", "a", () => new Promise((resolve) => (minted = resolve)));
    tokens.forget();
    minted({ token: "late", expiresAt: 2e9 });
    await keeping;
    assert.deepEqual(Object.keys(environment), []);
  });

  it("live longer than a timer can wait", async () => {
    const { tokens, environment, pass } = world();
    await tokens.keep("JWT_APPS_LONG", "a", minting(315_360_000));
    await pass(10 * 86_400);
    assert.equal(environment["JWT_APPS_LONG"], "token-1");
  });

  it("say that the first one couldn't be minted, and leave nothing", async () => {
    const { tokens } = world();
    await assert.rejects(
      tokens.keep("JWT_APPS_ORDERS", "a", () => Promise.reject(new Error("no secret"))),
      /no secret/,
    );
    assert.equal(tokens.has("JWT_APPS_ORDERS"), false);
  });
});

describe("environmentVariable", () => {
  const id = (digit: string) => `${digit.repeat(8)}-1111-4111-8111-111111111111`;
  const app = (name: string, digit = "1", createdAt = 1) => sampleApp({ name, id: id(digit), createdAt });

  it("is made of the app's name", () => {
    const names: [string, string][] = [
      ["Orders", "JWT_APPS_ORDERS"],
      ["Café – Orders (EU)", "JWT_APPS_CAFE_ORDERS_EU"],
      ["a__b", "JWT_APPS_A_B"],
    ];
    for (const [name, variable] of names) assert.equal(environmentVariable(app(name), []), variable);
    assert.equal(environmentVariable(app("Orders"), [], "sdk"), "JWT_APPS_ORDERS__SDK");
  });

  it("differs for apps whose names give the same, and stays for the older", () => {
    const apps = [app("Orders", "1", 1), app("orders!", "a", 2)];
    assert.deepEqual(
      apps.map((one) => environmentVariable(one, apps)),
      ["JWT_APPS_ORDERS", "JWT_APPS_ORDERS_AAAAAAAA"],
    );
  });

  it("is neither empty nor one that has another meaning", () => {
    assert.equal(environmentVariable(app("注文"), []), "JWT_APPS__11111111");
    assert.equal(environmentVariable(app("Secrets"), []), "JWT_APPS_SECRETS_11111111");
  });

  it("is found where a request file reads it", () => {
    assert.deepEqual(
      [
        ...environmentVariablesIn(
          "auth: {{$processEnv JWT_APPS_A}}\n{{$processEnv  JWT_APPS_B__SDK}} {{$processEnv PATH}} JWT_APPS_C",
        ),
      ],
      ["JWT_APPS_A", "JWT_APPS_B__SDK"],
    );
  });
});

/** A clock that moves by hand, and the timers that hang on it. */
function world() {
  let now = 1_800_000_000_000;
  const timers = new Set<{ at: number; run: () => void }>();
  const environment: Record<string, string | undefined> = {};
  const tokens = new EnvironmentTokens({
    environment,
    clock: () => now,
    later: (milliseconds, run) => {
      const timer = { at: now + milliseconds, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  clock = () => now;
  const pass = async (seconds: number): Promise<void> => {
    const end = now + seconds * 1000;
    for (;;) {
      const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      timers.delete(next);
      now = Math.max(now, next.at);
      next.run();
      await new Promise((done) => setImmediate(done));
    }
    now = end;
  };
  return { tokens, environment, pass, now: () => now };
}

let clock = (): number => 0;

function minting(lifetime = 300) {
  let count = 0;
  return () => Promise.resolve({ token: `token-${++count}`, expiresAt: clock() / 1000 + lifetime });
}
