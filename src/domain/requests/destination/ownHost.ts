import { isHostUnconfirmed } from "../../apps/hostFromFile";
import { HOST_PRESETS, isLoopback } from "../../apps/hosts";
import type { JwtApp } from "../../apps/jwtApp";
import type { Destination } from "./destination";
import { doubt, type Doubt } from "./fileDoubts";

/**
 * Whether a token of the app may go there without a question: to the app's own host and port; for an app without a host
 * to one of the platform's (platform.md, 5), or, where it was generated for the local platform, to that. By https, but
 * to loopback, and only where nothing makes the destination doubtful.
 * @param localPlatform host and port where the local platform of this window runs
 */
export function goesToOwnHost(
  { origin, doubts }: Destination,
  { host, credentials }: Pick<JwtApp, "host" | "credentials">,
  localPlatform?: string,
): boolean {
  if (!origin || doubts.length > 0) return false;
  if (origin.scheme !== "https" && !isLoopback(origin.host)) return false;
  if (host !== undefined)
    return sameHost(origin.host, host.toLowerCase()) || (isLoopback(host) && origin.host === localPlatform);
  if (credentials === "generated")
    return sameHost(origin.host, localPlatform ?? LOCAL_PLATFORM) || sameHost(origin.host, LOCAL_PLATFORM);
  return origin.scheme === "https" && HOST_PRESETS.some((preset) => preset.host === origin.host);
}

/** What makes each way to an app's own host one that a person has to see first: somebody else chose that host. */
export function doubtsOfHost(app: Pick<JwtApp, "host" | "hostFromFile">): readonly Doubt[] {
  if (!isHostUnconfirmed(app)) return [];
  return [
    doubt("host-from-file", "the app's host comes from a file of a workspace, and no token of it went there yet"),
  ];
}

/** On its usual port. */
const LOCAL_PLATFORM = "localhost:8787";

/** The two usual names of this computer are one. */
function sameHost(one: string, other: string): boolean {
  const [a, b] = [one, other].map((host) => host.replace(/^127\.0\.0\.1(?=:|$)/, "localhost"));
  return a === b;
}

/** The host of an app as a person knows it, for a question that names another one. */
export function expectedHost({ host, credentials }: Pick<JwtApp, "host" | "credentials">): string {
  return host ?? (credentials === "generated" ? LOCAL_PLATFORM : "platform.kore.ai");
}
