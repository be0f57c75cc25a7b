import { UserError } from "../domain/errors";

/** @throws UserError `bad-port` */
export function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new UserError("bad-port", "A port is a whole number from 0 to 65535.", { remedy: "0 takes any free port." });
}

/** What it means that a port can't be had, where that is the user's to mend. */
export function listenError(error: NodeJS.ErrnoException, port: number): unknown {
  if (error.code === "EADDRINUSE") {
    return new UserError("port-in-use", "Port {0} on this machine is in use by another program.", {
      args: [port],
      remedy: "Choose another port, or 0 for any free one.",
    });
  }
  if (error.code === "EACCES") {
    return new UserError("port-forbidden", "This user may not listen on port {0}.", {
      args: [port],
      remedy: "Choose a port above 1023, or 0 for any free one.",
    });
  }
  return error;
}
