import { UserError } from "../errors";

export interface HostPreset {
  readonly host: string;
  /** Where it is; absent where that is not known. */
  readonly region?: string;
  /** False for the older names, which are still in use. */
  readonly current: boolean;
}

/** The platform's public hosts (platform.md, 5); other regions and installations are free text. */
export const HOST_PRESETS: readonly HostPreset[] = [
  { host: "platform.kore.ai", region: "US", current: true },
  { host: "de-platform.kore.ai", region: "Germany", current: true },
  { host: "eu-platform.kore.ai", region: "EU", current: true },
  { host: "jp-platform.kore.ai", region: "Japan", current: true },
  { host: "bots.kore.ai", current: false },
  { host: "de-bots.kore.ai", region: "Germany", current: false },
  { host: "eu-bots.kore.ai", region: "EU", current: false },
  { host: "jp-bots.kore.ai", region: "Japan", current: false },
];

/** RFC 1035, 2.3.4. */
const MAX_HOST_LENGTH = 253;

/**
 * Free text as a host name in lower case, with the port if there is one that isn't the scheme's own: what
 * `JwtApp.host` holds. A scheme (http, https) and a slash at the end are taken off.
 * @throws UserError for a path, user information, white space inside, or what is no host name or IPv4 address.
 *   The sentence repeats at most the host, never user information.
 */
export function parseHost(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "")
    throw new UserError("host-empty", "The host is missing.", {
      remedy: "Type a name such as {0}.",
      args: ["platform.kore.ai"],
    });
  if (trimmed.length > 2_000)
    throw new UserError("host-too-long", "A host name has at most {0} characters.", { args: [MAX_HOST_LENGTH] });
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    throw new UserError(
      "host-scheme",
      "The platform is reached by https, so the host can't begin with another scheme.",
    );
  }
  const rest = scheme === undefined ? trimmed : trimmed.slice(scheme.length + 3);
  if (rest.includes("@"))
    throw new UserError("host-user-info", "A host has no user name or password in front of it.", {
      remedy: "Leave out everything up to the “@”.",
    });
  if (/\s/u.test(rest)) throw new UserError("host-white-space", "A host name has no white space in it.");
  const end = rest.search(/[/\\?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const host = hostAndPort(authority, scheme);
  if (end >= 0 && rest.slice(end) !== "/") {
    throw new UserError("host-with-path", "This is more than a host: the path belongs to each request.", {
      remedy: "Use {0}.",
      args: [host],
    });
  }
  return host;
}

/** The same; undefined where it throws. */
export function hostIn(text: string): string | undefined {
  try {
    return parseHost(text);
  } catch {
    return undefined;
  }
}

/** Whether a host, with or without a port, is this computer: a loopback name or address (RFC 6761, 6.3; RFC 1122, 3.2.1.3). */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/.test(host);
}

/**
 * Where requests to this host go: `https://`, or `http://` for what listens on this computer alone.
 * @param host as `parseHost` returns it
 */
export function originOf(host: string): string {
  return `${isLoopback(host) ? "http" : "https"}://${host}`;
}

function hostAndPort(authority: string, scheme: string | undefined): string {
  const colon = authority.lastIndexOf(":");
  const name = (colon < 0 ? authority : authority.slice(0, colon)).toLowerCase();
  if (!isHostName(name)) {
    throw new UserError("host-malformed", "This is no host name.", {
      remedy: "Type a name such as {0}, with a port if it needs one.",
      args: ["platform.kore.ai"],
    });
  }
  if (colon < 0) return name;
  const port = authority.slice(colon + 1);
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new UserError("host-port", "A port is a number from {0} to {1}.", { args: [1, 65_535] });
  }
  const isDefault =
    Number(port) === (scheme === "http" ? 80 : 443) && originOf(name).startsWith(`${scheme ?? "https"}:`);
  return isDefault ? name : `${name}:${Number(port)}`;
}

/** RFC 1123, 2.1: letters, digits and inner hyphens; a name whose last label is a number must be an IPv4 address. */
function isHostName(name: string): boolean {
  if (name.length > MAX_HOST_LENGTH) return false;
  const labels = name.split(".");
  if (/^[0-9]+$|^0x[0-9a-f]*$/.test(labels.at(-1) ?? "")) {
    return (
      labels.length === 4 && labels.every((label) => /^(?:0|[1-9][0-9]{0,2})$/.test(label) && Number(label) <= 255)
    );
  }
  return labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
}
