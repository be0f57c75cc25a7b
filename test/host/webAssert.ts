// The part of node:assert that the tests of all hosts use, for the web worker, which has no Node modules.

class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** What `assert.throws` and `assert.rejects` compare an error with. */
type Expected = RegExp | ((error: unknown) => boolean) | Readonly<Record<string, unknown>>;

function assert(value: unknown, message?: string): asserts value {
  if (!value) throw new AssertionError(message ?? `${show(value)} is not truthy`);
}

assert.ok = assert;
assert.fail = (message = "failed"): never => {
  throw new AssertionError(message);
};
assert.equal = (actual: unknown, expected: unknown, message?: string): void =>
  assert(Object.is(actual, expected), message ?? `${show(actual)} is not ${show(expected)}`);
assert.notEqual = (actual: unknown, expected: unknown, message?: string): void =>
  assert(!Object.is(actual, expected), message ?? `${show(actual)} is what it must not be`);
assert.deepEqual = (actual: unknown, expected: unknown, message?: string): void =>
  assert(same(actual, expected), message ?? `${show(actual)} is not ${show(expected)}`);
assert.notDeepEqual = (actual: unknown, expected: unknown, message?: string): void =>
  assert(!same(actual, expected), message ?? `${show(actual)} is what it must not be`);
assert.match = (actual: string, pattern: RegExp, message?: string): void =>
  assert(pattern.test(actual), message ?? `${show(actual)} does not match ${pattern}`);
assert.doesNotMatch = (actual: string, pattern: RegExp, message?: string): void =>
  assert(!pattern.test(actual), message ?? `${show(actual)} matches ${pattern}`);
assert.throws = (action: () => unknown, expected?: Expected): void => {
  try {
    action();
  } catch (error) {
    return checkError(error, expected);
  }
  assert.fail("nothing was thrown");
};
assert.rejects = async (
  action: PromiseLike<unknown> | (() => PromiseLike<unknown>),
  expected?: Expected,
): Promise<void> => {
  try {
    await (typeof action === "function" ? action() : action);
  } catch (error) {
    return checkError(error, expected);
  }
  assert.fail("nothing was rejected");
};

const strictEqual = assert.equal;
const notStrictEqual = assert.notEqual;
const deepStrictEqual = assert.deepEqual;
const { ok, fail, equal, notEqual, deepEqual, notDeepEqual, match, doesNotMatch, throws, rejects } = assert;
export {
  assert as strict,
  deepEqual,
  deepStrictEqual,
  doesNotMatch,
  equal,
  fail,
  match,
  notDeepEqual,
  notEqual,
  notStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
};
// node:assert itself has one, and the tests import it that way.
export { assert as default };

function checkError(error: unknown, expected: Expected | undefined): void {
  if (expected === undefined) return;
  if (expected instanceof RegExp) assert.match(String(error), expected);
  else if (typeof expected === "function") assert(expected(error), `not the error that was expected: ${String(error)}`);
  else
    for (const [key, value] of Object.entries(expected)) {
      const actual = (error as Record<string, unknown>)[key];
      if (value instanceof RegExp) assert.match(String(actual), value);
      else assert.deepEqual(actual, value, `${key} of the error is ${show(actual)}, not ${show(value)}`);
    }
}

function same(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (left instanceof Date || left instanceof Error) return String(left) === String(right);
  if (left instanceof Map || left instanceof Set) return same([...left], [...(right as Iterable<unknown>)]);
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        Object.hasOwn(right, key) &&
        same((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]),
    )
  );
}

function show(value: unknown): string {
  return typeof value === "object"
    ? (JSON.stringify(value) ?? String(value))
    : String(typeof value === "string" ? JSON.stringify(value) : value);
}
