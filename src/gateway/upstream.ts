import { hostIn, isLoopback, originOf } from "../domain/apps/hosts";
import type { JwtApp } from "../domain/apps/jwtApp";
import { UserError } from "../domain/errors";

/**
 * Where all requests for an app go: to its own host and port, by https unless that is this computer.
 * @param localPlatform where it runs, for apps that were generated for it and say no other place
 * @throws UserError `no-upstream-host`, `no-local-platform`
 */
export function upstreamOf({ name, host, credentials }: JwtApp, localPlatform: string | undefined): URL {
  const own = host === undefined ? undefined : urlOf(host);
  const local = localPlatform === undefined ? undefined : new URL(localPlatform);
  if (credentials === "generated") {
    // By its address, since others may listen on the same port of another address that the name stands for.
    if (local && (!host || (own && isLoopback(own.host) && own.port === local.port))) return local;
    if (!host) {
      throw new UserError("no-local-platform", "“{0}” is for the local platform, which doesn't run here.", {
        args: [name],
        remedy: "Start the local platform, or fill in “Host” in the app's form.",
      });
    }
  }
  if (own) return own;
  throw new UserError(
    "no-upstream-host",
    "It is not known where “{0}” is: its “Host” is missing, or is no host name.",
    {
      args: [name],
      remedy: "Fill in “Host” in the app's form, such as platform.kore.ai.",
    },
  );
}

/** The same, which is looked up once for an app as long as it is that object. */
export class Upstreams {
  readonly #known = new WeakMap<JwtApp, { readonly localPlatform: string | undefined; readonly url: URL }>();

  of(app: JwtApp, localPlatform: string | undefined): URL {
    const known = this.#known.get(app);
    if (known && known.localPlatform === localPlatform) return known.url;
    const url = upstreamOf(app, localPlatform);
    this.#known.set(app, { localPlatform, url });
    return url;
  }
}

function urlOf(host: string): URL | undefined {
  const name = isLoopback(host) ? host : hostIn(host);
  if (name === undefined || !URL.canParse(originOf(name))) return undefined;
  const url = new URL(originOf(name));
  // Node takes 0 for the scheme's own port.
  return url.port === "0" ? undefined : url;
}
