import type { Agent } from "node:http";

/**
 * The agent, which gives a connection that becomes free to a request that waits for one only after a look whether the
 * other side has closed it. A busy process reads an answer long after it came, by then its connection may have been idle
 * for too long, and what is sent on it is lost: a POST must not be sent twice to find out.
 */
export function withFreshConnections<T extends Agent>(agent: T): T {
  const emit = agent.emit.bind(agent);
  agent.emit = (event: string | symbol, ...given: unknown[]): boolean => {
    if (event !== "free" || Object.keys(agent.requests).length === 0) return emit(event, ...given);
    // What the system has to say of connections is read between the two.
    setImmediate(() => setImmediate(() => emit(event, ...given)));
    return true;
  };
  return agent;
}
