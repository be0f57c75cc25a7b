import { GATEWAY_HEADER } from "../domain/requests/destination/gatewayAddress";
import type { JwtApp } from "../domain/apps/jwtApp";
import { Bodies } from "../edge/bodies";
import type { Exchange } from "../edge/exchange";
import { errorAnswer, type ErrorAnswer } from "../edge/httpAnswer";
import { HttpServer } from "../edge/httpServer";
import { requestLine } from "../edge/requestLine";
import { addressee, refusePath } from "./addressee";
import type { Gateway, GatewayServices } from "./gateway";
import { GATEWAY_LIMITS, type GatewayLimits } from "./gatewayLimits";
import { HeldBodies } from "./heldBodies";
import { noBrowsers } from "./noBrowsers";
import { OWN_ANSWER } from "./noteHeader";
import { Passage, type PassageServices } from "./passage";
import { RequestTokens } from "./requestTokens";
import { SERVER } from "./server";
import { UNKNOWN_ADDRESSES } from "./unknownAddress";
import { Upstreams } from "./upstream";
import { UpstreamAgents } from "./upstreamAgents";

/** A reverse proxy on loopback that puts a fresh token of the app into each request. */
export function createGateway(services: GatewayServices, changed: Partial<GatewayLimits> = {}): Gateway {
  const limits = { ...GATEWAY_LIMITS, ...changed };
  const agents = new UpstreamAgents(services.agentFor, limits);
  const tokens = new RequestTokens(services);
  const passages = new Set<Passage>();
  let isClosing = false;
  const log = (line: string, isRefused = false): void => services.served({ line, isRefused });
  const passage: PassageServices = {
    ...services,
    limits,
    tokens,
    bodies: new Bodies({ server: SERVER, bytesInAll: limits.heldBytesInAll, log }),
    held: new HeldBodies(limits.heldBytesInAll),
    offered: new Set(),
    upstreams: new Upstreams(),
    agentOf: (upstream) => agents.of(upstream),
  };

  async function apps(): Promise<readonly JwtApp[]> {
    const served = await services.apps();
    tokens.keepOnly(served);
    return served;
  }

  async function serve(exchange: Exchange): Promise<void> {
    if (isClosing) return exchange.refuseEarly(errorAnswer(503, `${SERVER} is closing.`));
    const found = await addressee(exchange.path, services.key(), apps);
    if (typeof found === "string") {
      const { method, path } = exchange;
      log(requestLine({ method, path, status: 404, verdict: `refused: ${UNKNOWN_ADDRESSES[found]}` }), true);
      return exchange.answerEarly(errorAnswer(404, "There is nothing at this address."));
    }
    const refusal = refuseRequest(exchange) ?? refusePath(found.path);
    if (refusal) return exchange.refuseEarly(refusal);
    const one = new Passage(exchange, found, passage);
    passages.add(one);
    await one.run().finally(() => passages.delete(one));
  }

  const server = new HttpServer({
    ...{ server: SERVER, limits, callers: noBrowsers, headers: { [GATEWAY_HEADER]: OWN_ANSWER }, serve, log },
    problem: services.problem,
  });
  return {
    listen: async (port) => ({ url: `http://127.0.0.1:${await server.listen(port)}` }),
    get underWay() {
      return passages.size;
    },
    renewTokens: () => tokens.renew(),
    async close() {
      isClosing = true;
      const timer = setTimeout(() => passages.forEach((one) => one.stop()), limits.graceTime);
      await server.close(limits.cutTime);
      clearTimeout(timer);
      agents.close();
    },
  };
}

function refuseRequest({ method, headers }: Exchange): ErrorAnswer | undefined {
  // It would bring the token back.
  if (method === "TRACE") return errorAnswer(405, "TRACE is not passed on.");
  const coding = headers["transfer-encoding"];
  // What is sent on says what it is once; of anything else readers may think differently (RFC 9112, 6.1).
  if (coding !== undefined && coding.toLowerCase() !== "chunked")
    return errorAnswer(400, "The only transfer coding that is taken is “chunked”, once.");
  return undefined;
}
