/** It has no types of its own. */
declare module "proxy-from-env" {
  /** The proxy for it by the environment's variables, "" for none. */
  export function getProxyForUrl(url: URL): string;
}
