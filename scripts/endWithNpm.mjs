/**
 * Ends this process, as SIGTERM does, when the npm that runs it is gone: npm passes a signal to its shell, and the
 * shell does not pass it on. Started without npm, it may outlive who started it.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 300);
  timer.unref();
}
