import type { Readable, Writable } from "node:stream";

/**
 * Writes what comes to where it goes, at the pace at which that takes it, and ends it. Like `pipeline` of node:stream,
 * which makes an AbortController and a dozen listeners for each, but nothing is destroyed.
 * @returns stops it, so that no more is written and nothing is ended
 */
export function passOn(from: Readable, to: Writable): () => void {
  const goOn = (): void => {
    from.resume();
  };
  const waitForRoom = (): void => {
    from.pause();
    to.once("drain", goOn);
  };
  const onData = (chunk: Buffer): void => {
    if (!to.write(chunk)) waitForRoom();
  };
  const onEnd = (): void => {
    to.end();
  };
  from.on("data", onData);
  from.once("end", onEnd);
  if (to.writableNeedDrain) waitForRoom();
  else goOn();
  return () => {
    from.off("data", onData).off("end", onEnd);
    to.off("drain", goOn);
  };
}

/**
 * Resolves once all of it is written; rejects where it ends before.
 * @param from where what is written comes from, if it comes bit by bit
 */
export function written(to: Writable, from?: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    if (to.destroyed || (from?.destroyed && !from.readableEnded)) return reject(new Error("closed"));
    to.once("finish", resolve);
    to.on("error", reject);
    to.once("close", () => reject(new Error("closed")));
    from?.on("error", reject);
    from?.once("close", () => {
      if (!from.readableEnded) reject(new Error("broken off"));
    });
  });
}
