import { originOf } from "../apps/hosts";
import type { JwtApp } from "../apps/jwtApp";
import type { Endpoint } from "../scopes/catalogue";
import { headerFor } from "../tokens/claims";

/**
 * A curl command for a POSIX shell that calls `endpoint` as `app` with `token`. Without an endpoint it calls the base
 * of the public API, as a frame to fill in. What the app doesn't know stays as `{placeholder}`.
 */
export function curlCommand(app: JwtApp, endpoint: Endpoint | undefined, token: string): string {
  const { name, prefix } = headerFor(app);
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (placeholder, parameter: string) => known(app, parameter) ?? placeholder);
  const query = Object.entries(endpoint?.query ?? {}).map(([key, value]) => `${key}=${encodeURIComponent(filled(value)).replace(/%7B|%7D/g, decodeURIComponent)}`);
  const url = [`${app.host ? originOf(app.host) : "https://{host}"}${filled(endpoint?.path ?? "/api/public/bot/{botId}/")}`, ...(query.length ? [query.join("&")] : [])].join("?");
  const parts = [
    `curl --request ${endpoint?.method ?? "POST"} ${quoted(url)}`,
    `--header ${quoted(`${name}: ${prefix}${token}`)}`,
    ...Object.entries(endpoint?.headers ?? {}).map(([header, value]) => `--header ${quoted(`${header}: ${filled(value)}`)}`),
    ...(endpoint?.bodyExample === undefined
      ? []
      : [`--header ${quoted("content-type: application/json")}`, `--data ${quoted(JSON.stringify(endpoint.bodyExample))}`]),
  ];
  return parts.join(" \\\n  ");
}

function known(app: JwtApp, parameter: string): string | undefined {
  if (parameter === "botId" || parameter === "streamId") return app.botId;
  return parameter === "accountId" ? app.accountId : undefined;
}

/** One POSIX shell word, whatever it holds. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
