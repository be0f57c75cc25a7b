/** Written by scripts/build.mjs: the test files of the host that is built for. */
declare module "test-files" {
  export const testFiles: Readonly<Record<string, () => unknown>>;
}
