import { connect } from "node:net";

/** Milliseconds; loopback answers at once or not at all. */
const PATIENCE = 1_000;

/** Whether a process of this user is alive and something takes connections on a port of 127.0.0.1. Nothing is sent there. */
export async function isServing(pid: number, port: number): Promise<boolean> {
  return isAlive(pid) && (await isOpen(port));
}

/** Another user's process is none of our windows, whatever number it was given. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
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
