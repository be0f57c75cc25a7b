import { connect } from "node:net";
import { hasCode } from "./atomicFiles";

/** Milliseconds; loopback answers at once or not at all. */
const PATIENCE = 1_000;

/** Whether a process is alive and something takes connections on a port of 127.0.0.1. Nothing is sent there. */
export async function isServing(pid: number, port: number): Promise<boolean> {
  return isAlive(pid) && (await isOpen(port));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process.
    return hasCode(error, "EPERM");
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: PATIENCE });
    const end = (isOpened: boolean): void => {
      socket.destroy();
      resolve(isOpened);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
