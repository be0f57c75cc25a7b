/** The variable of request files that holds the gateway's address with its key, without a slash at the end. */
export const GATEWAY_VARIABLE = "gateway";
/** The environment variable from which it can come. */
export const GATEWAY_ENVIRONMENT = "JWT_APPS_GATEWAY";
/** What the gateway says it did, on each of its answers. */
export const GATEWAY_HEADER = "x-jwt-apps-gateway";

/** The path of a request to the gateway, taken apart: nothing decoded, nothing resolved. */
export interface GatewayPath {
  readonly key: string;
  /** As it is written, percent-encoded where it isn't ASCII. */
  readonly slug: string;
  /** The platform's, with its query; begins with a slash. */
  readonly path: string;
}

/** `/<key>/<slug>/<path>`; undefined for anything else. */
export function gatewayPath(path: string): GatewayPath | undefined {
  const [, key, slug, rest] = /^\/([\w-]{22})\/([^/?#\\]{1,1000})(\/[^]*)$/.exec(path) ?? [];
  return key === undefined || slug === undefined || rest === undefined ? undefined : { key, slug, path: rest };
}
