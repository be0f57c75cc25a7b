import { createServer } from "node:net";
import { Failure } from "../failure.mjs";

const DEFAULT_PORT = 8123;
const TRIED = 20;

/** The port that the option names, or undefined without one. */
export function parsePort(text) {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535)
    throw new Failure(`--port ${text} is not a port: give a number from 1 to 65535.`);
  return port;
}

/** The port asked for if it is free on 127.0.0.1; without a wish the first free one from 8123. */
export async function choosePort(wish) {
  if (wish !== undefined) {
    const problem = await problemWith(wish);
    if (problem === "EACCES")
      throw new Failure(
        `Port ${wish} may not be used without special rights: choose one above 1023, as in "npm start -- --port 9000".`,
      );
    if (problem)
      throw new Failure(
        `Port ${wish} is in use: stop what uses it, or choose another one, as in "npm start -- --port 9000".`,
      );
    return wish;
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + TRIED; port++) if (!(await problemWith(port))) return port;
  throw new Failure(
    `The ports ${DEFAULT_PORT} to ${DEFAULT_PORT + TRIED - 1} are all in use: choose another one, as in "npm start -- --port 9000".`,
  );
}

/** The error code with which listening fails, or undefined. */
function problemWith(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", (error) => resolve(error.code ?? "UNKNOWN"));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
