/** Waits until `look` returns something, and returns that; for what no window shows, such as a file's content. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`within a minute, there was no ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
