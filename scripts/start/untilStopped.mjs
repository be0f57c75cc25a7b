/**
 * Lets the child run until SIGINT (Ctrl-C), SIGTERM or SIGHUP asks for the end, then calls `stop` and returns.
 * `ready` runs beside; when it fails, or the child ends by itself (`onDeath` may make an error of that), all is stopped too.
 */
export async function untilStopped({ child, stop, ready, onDeath }) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  let ask = () => {};
  const asked = new Promise((resolve) => (ask = resolve));
  // A second Ctrl-C changes nothing: the end is on its way.
  for (const name of signals) process.on(name, ask);
  const died = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      const error = onDeath(code);
      if (error) reject(error);
      else resolve();
    });
  });
  try {
    await Promise.race([asked, died, ready().then(() => asked)]);
  } finally {
    child.removeAllListeners("exit");
    await stop();
    for (const name of signals) process.off(name, ask);
  }
}
