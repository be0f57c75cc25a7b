import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { PATIENCE } from "../../../scripts/test/patience.mjs";

/** A request as a server got it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  /** Names in lower case, each with its values in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** Stands in the texts for where they are sent. */
export const ORIGIN = "http://origin.invalid";

/**
 * What httpYac's own program sends of each text, in order, to a listener on 127.0.0.1. All requests of all texts are
 * sent, or the one at `line`, from 0, of each.
 */
export async function httpYacSends(texts: readonly string[], line?: number): Promise<Received[][]> {
  const folder = await mkdtemp(join(tmpdir(), "httpyac-"));
  const received = texts.map((): Received[] => []);
  const server = createServer({ maxHeaderSize: 1_000_000 }, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const [, index = "", path = ""] = /^\/(\d+)(.*)$/.exec(request.url ?? "") ?? [];
      const headers = new Map<string, string[]>();
      for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
        const name = request.rawHeaders[at]?.toLowerCase() ?? "";
        headers.set(name, [...(headers.get(name) ?? []), request.rawHeaders[at + 1] ?? ""]);
      }
      received[Number(index)]?.push({
        method: request.method ?? "",
        path,
        headers,
        body: Buffer.concat(parts).toString(),
      });
      response.setHeader("content-type", "text/plain").end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    // Else the configuration of whatever folder is above would count.
    await writeFile(join(folder, ".httpyac.json"), "{}");
    await writeFile(join(folder, "package.json"), "{}");
    for (const [index, text] of texts.entries())
      await writeFile(join(folder, `${index}.http`), text.replaceAll(ORIGIN, `${origin}/${index}`));
    const script = join(dirname(createRequire(import.meta.url).resolve("httpyac/package.json")), "bin/httpyac.js");
    const which = line === undefined ? ["--all"] : ["--line", String(line)];
    await promisify(execFile)(process.execPath, [script, "send", "*.http", ...which, "--silent"], {
      cwd: folder,
      timeout: PATIENCE.test,
      maxBuffer: 64 * 1024 * 1024,
    }).catch(() => undefined);
    return received;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  }
}
