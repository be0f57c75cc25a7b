import { Agent } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { isLoopback } from "../domain/apps/hosts";
import { withFreshConnections } from "./freshConnections";
import type { GatewayLimits } from "./gatewayLimits";

/** By what connections each upstream is reached. */
export class UpstreamAgents {
  readonly #given: (upstream: URL) => Agent | undefined;
  readonly #used = new Set<Agent>();
  /** No proxy stands before what listens on this computer, so its connections are kept whoever patched Node. */
  readonly #local: Agent;

  constructor(
    given: (upstream: URL) => Agent | undefined = () => undefined,
    { localConnections, keptTime }: Pick<GatewayLimits, "localConnections" | "keptTime">,
  ) {
    this.#given = given;
    this.#local = withFreshConnections(new Agent({ keepAlive: true, maxSockets: localConnections, timeout: keptTime }));
    this.#used.add(this.#local);
  }

  /** Undefined for Node's way. */
  of(upstream: URL): Agent | undefined {
    const isLocal = upstream.protocol === "http:" && isLoopback(upstream.host);
    const agent = this.#given(upstream) ?? (isLocal ? this.#local : undefined);
    // What an agent says wins over what a request says.
    if (agent instanceof TlsAgent && agent.options.rejectUnauthorized === false)
      throw new TypeError("an agent for upstreams must check certificates");
    if (agent) this.#used.add(agent);
    return agent;
  }

  close(): void {
    for (const agent of this.#used) agent.destroy();
  }
}
