import { type Agent, Agent as HttpAgent, type ClientRequest } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Socket } from "node:net";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import { UserError } from "../domain/errors";
import { withFreshConnections } from "./freshConnections";
import { GATEWAY_LIMITS } from "./gatewayLimits";
import { PROXY_REFUSED } from "./upstreamFailure";

/**
 * Connections that are kept alive, a pool for each origin, and through the proxy that HTTPS_PROXY, ALL_PROXY and NO_PROXY
 * name for it. What is called by http is on this machine, where no proxy is asked.
 */
export class ProxyAgents {
  readonly #agents = new Map<string, Agent>();

  /** @throws UserError `bad-proxy` */
  for(origin: URL): Agent {
    const proxy = origin.protocol === "https:" ? proxyFor(origin) : undefined;
    const way = proxy?.href ?? origin.protocol;
    const known = this.#agents.get(way);
    if (known) return known;
    const agent = withFreshConnections(
      proxy ? new Tunnels(proxy) : new (origin.protocol === "https:" ? HttpsAgent : HttpAgent)(KEPT_ALIVE),
    );
    this.#agents.set(way, agent);
    return agent;
  }
}

const KEPT_ALIVE = { keepAlive: true, maxSockets: 128, maxFreeSockets: 64, timeout: GATEWAY_LIMITS.keptTime };

/** Milliseconds until the proxy has to say whether it connects. */
const CONNECT_TIME = 30_000;

/** Connections through one proxy by CONNECT (RFC 9110, 9.3.6). */
class Tunnels extends HttpsProxyAgent<string> {
  /** Its name and password stand in the header alone, since the package writes URLs where DEBUG asks for it. */
  constructor(proxy: URL) {
    const { username, password } = proxy;
    const bare = new URL(proxy);
    [bare.username, bare.password] = ["", ""];
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const authorization = { "Proxy-Authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
    super(bare, { ...KEPT_ALIVE, ...(credentials !== ":" && { headers: authorization }) });
  }

  /** What isn't, has no proxy here; the package would guess it from the call stack, and no connection be used twice. */
  override isSecureEndpoint(): boolean {
    return true;
  }

  /** What the proxy answers in place of a connection is not the platform's answer, and it has to answer in time. */
  override async connect(request: ClientRequest, options: Parameters<HttpsProxyAgent<string>["connect"]>[1]) {
    let status: number | undefined;
    request.once("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => (status = statusCode));
    const givenUp = new AbortController();
    const giveUp = (): void => givenUp.abort();
    const timer = setTimeout(giveUp, CONNECT_TIME);
    request.once("close", giveUp);
    let socket: Socket;
    try {
      // Taken before anything is waited for.
      Object.assign(this.connectOpts, { signal: givenUp.signal });
      socket = await super.connect(request, options);
    } finally {
      clearTimeout(timer);
      request.off("close", giveUp);
    }
    if (status === 200) return socket;
    socket.destroy();
    throw Object.assign(new Error("the proxy refused"), { code: PROXY_REFUSED });
  }
}

function proxyFor(origin: URL): URL | undefined {
  const proxy = getProxyForUrl(origin);
  if (!proxy) return undefined;
  // As curl has it; the package takes the scheme of the request.
  const isBare = NAMES.some((name) => proxy === `${origin.protocol}//${process.env[name]}`);
  const url = toUrl(isBare ? proxy.replace(origin.protocol, "http:") : proxy);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new UserError("bad-proxy", "The proxy that the environment names for {0} is none that can be used.", {
    args: [origin.host],
    remedy: "HTTPS_PROXY holds an address such as http://proxy.example.com:8080.",
  });
}

/** Variables that name a proxy for https. */
const NAMES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

function toUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
