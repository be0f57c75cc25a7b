import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { isServing } from "../../../src/node/isServing";
import { freePort } from "../../freePort";

describe("Whether a process serves a port", () => {
  it("is told by the port and by the process, to which nothing is sent", async () => {
    const received: Buffer[] = [];
    const server = createServer((socket) => void socket.on("data", (data) => received.push(data)));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    assert.equal(await isServing(process.pid, port), true);

    const gone = spawn(process.execPath, ["-e", ""]);
    await once(gone, "exit");
    assert.equal(await isServing(gone.pid ?? 0, port), false, "the process has ended");
    assert.equal(await isServing(process.pid, await freePort()), false, "nothing listens there");
    const { kill } = process;
    process.kill = () => {
      throw Object.assign(new Error("not permitted"), { code: "EPERM" });
    };
    assert.equal(await isServing(process.pid, port).finally(() => (process.kill = kill)), false, "another user's");
    server.close();
    await once(server, "close");
    assert.deepEqual(received, []);
  });
});
