/**
 * What people call the machine of a remote window. A window in a browser has the address of VS Code's own server for a
 * name: its port would be taken for that of what listens here, and a loopback name says nothing.
 */
export function machineOf(remoteName: string): string | undefined {
  const name = remoteName.replace(/:\d+$/, "");
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i.test(name) ? undefined : name;
}
