import { createHash, timingSafeEqual } from "node:crypto";
import type { JwtApp } from "../domain/apps/jwtApp";
import { gatewayPath, meantSlug } from "../domain/requests/destination/gatewayAddress";
import { errorAnswer, type ErrorAnswer } from "../edge/httpAnswer";
import type { UnknownAddress } from "./unknownAddress";

/** For which app a request is, and what is asked of the platform. */
export interface Addressee {
  readonly app: JwtApp;
  /** The platform's path with its query, as it came. */
  readonly path: string;
}

/** @returns why it is nobody's address, which no client is told */
export async function addressee(
  target: string,
  key: string,
  apps: () => Promise<readonly JwtApp[]>,
): Promise<Addressee | UnknownAddress> {
  const address = gatewayPath(target);
  if (!address) return "no-address";
  if (!isKey(address.key, key)) return "another-key";
  const slug = meantSlug(address.slug);
  const app = slug === undefined ? undefined : (await apps()).find((one) => one.slug === slug);
  return app ? { app, path: address.path } : "no-app";
}

/** Takes as long for any text as for the key: digests have one length, and are compared to their end. */
function isKey(given: string, key: string): boolean {
  return timingSafeEqual(digest(given), digest(key));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * The refusal of a path that readers don't agree on: what begins with `//` is a host to some, a backslash a slash to
 * others (URL Standard, 4.4). One that is written `%5C` is neither to anybody, but data, and goes on as it is.
 */
export function refusePath(path: string): ErrorAnswer | undefined {
  if (CONTROL.test(path)) return errorAnswer(400, "A path has no white space and no control characters in it.");
  const [beforeQuery = ""] = path.split("?", 1);
  if (beforeQuery.startsWith("//")) return errorAnswer(400, "The platform's path begins with one slash, not with two.");
  if (beforeQuery.includes("\\")) return errorAnswer(400, "A path has no backslash in it; write it as %5C.");
  return undefined;
}

/** C0 controls, space and delete: bytes above them are parts of letters. */
const CONTROL = /[\u0000-\u0020\u007f]/;
