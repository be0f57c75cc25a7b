import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { withFreshConnections } from "../../../src/gateway/freshConnections";

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

describe("connections to an upstream", () => {
  const sockets = new Set<Socket>();
  let server: Server;
  let agent: Agent;
  beforeEach(() => {
    agent = withFreshConnections(new Agent({ keepAlive: true, maxSockets: 2 }));
  });
  afterEach(() => {
    agent.destroy();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    server.close();
  });

  /** What 50 requests at once are answered by a server that answers so. */
  async function answersOf(answer: (socket: Socket) => void): Promise<unknown[]> {
    server = createServer((socket) => {
      sockets.add(socket.on("error", () => undefined).on("data", () => answer(socket)));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const send = () =>
      new Promise((done) => {
        const sent = request({ port, host: "127.0.0.1", method: "POST", agent }, (response) => {
          response.resume().on("end", () => done(response.statusCode));
        });
        sent.on("error", ({ message }) => done(message)).end("{}");
      });
    return Promise.all(Array.from({ length: 50 }, send));
  }

  it("that it closes behind an answer, and doesn't say so, are not used for a request that waits for one", async () => {
    const answers = await answersOf((socket) => socket.end(ANSWER));
    assert.deepEqual([...new Set(answers)], [200]);
    assert.equal(sockets.size, 50);
  });

  it("that it keeps are used again", async () => {
    const answers = await answersOf((socket) => socket.write(ANSWER));
    assert.deepEqual([...new Set(answers)], [200]);
    assert.equal(sockets.size, 2);
  });
});
