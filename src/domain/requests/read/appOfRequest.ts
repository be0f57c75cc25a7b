import { sameBotId } from "../../apps/platformIds";
import { appNamed } from "../../apps/findApp";
import type { JwtApp } from "../../apps/jwtApp";
import { inspectionOf } from "../../tokens/inspect";
import { appNamedBy } from "../../tokens/verify/appClaim";
import { findTokens } from "../../tokens/inText/findTokens";
import { type GatewayTarget, meantSlug } from "../destination/gatewayAddress";
import { TOKEN_HEADERS } from "../../tokens/verify/sentToken";
import type { SentRequest } from "./requestOfBlock";

/**
 * The app that a request is for, as its file says: by its name in the gateway's address, else by a line `# jwt-app:`, else by the token that it carries, else by
 * the bot in its path. `unknownName` is what a line names that is no app here, or not one alone: then nothing else
 * counts.
 */
export type AppOfRequest =
  | { readonly app: JwtApp; readonly unknownName?: undefined }
  | { readonly app?: undefined; readonly unknownName: string };

/**
 * Undefined where nothing names an app, or more than one fits. Never throws.
 * @param tiedName what the line that counts for the request calls its app
 */
export function appOfRequest(
  { tiedName, sent }: { readonly tiedName: string | undefined; readonly sent: SentRequest | undefined },
  apps: readonly JwtApp[],
): AppOfRequest | undefined {
  const { gateway } = sent ?? {};
  const served = gateway && appOfGateway(gateway, apps);
  if (served) return { app: served };
  if (gateway?.isCertain) return { unknownName: gateway.slug };
  if (tiedName !== undefined) {
    const tied = appNamed(apps, tiedName);
    return tied ? { app: tied } : { unknownName: tiedName };
  }
  if (!sent) return undefined;
  const app = appOfToken(sent, apps) ?? appOfBot(sent, apps);
  return app && { app };
}

/**
 * The same for what is being written and may name nobody yet: then the one app of the host that it goes to, or the only
 * one that there is. Undefined where a line names an app that isn't here.
 */
export function likelyApp(
  { tiedName, sent }: { readonly tiedName: string | undefined; readonly sent: SentRequest | undefined },
  apps: readonly JwtApp[],
): JwtApp | undefined {
  const named = appOfRequest({ tiedName, sent }, apps);
  if (named) return named.app;
  const ofHost = onlyOne(apps.filter(({ host }) => host !== undefined && host.toLowerCase() === sent?.authority));
  return ofHost ?? onlyOne(apps);
}

/** The app that an address of the gateway names. */
export function appOfGateway({ slug }: Pick<GatewayTarget, "slug">, apps: readonly JwtApp[]): JwtApp | undefined {
  const named = meantSlug(slug);
  return named === undefined ? undefined : apps.find((app) => app.slug === named);
}

/** The app of the bot in a path, if only one is of it. */
export function appOfBot({ path }: Pick<SentRequest, "path">, apps: readonly JwtApp[]): JwtApp | undefined {
  const segments = path.split(/[?#]/, 1)[0]?.split("/") ?? [];
  const isItsBot = (botId: string): boolean => segments.some((segment) => sameBotId(segment, botId));
  return onlyOne(apps.filter(({ botId }) => botId !== undefined && isItsBot(botId)));
}

function appOfToken({ headers }: SentRequest, apps: readonly JwtApp[]): JwtApp | undefined {
  const token = TOKEN_HEADERS.flatMap((name) => findTokens(headers[name] ?? ""))[0]?.text;
  const { claims } = token === undefined ? { claims: undefined } : inspectionOf(token);
  return claims && onlyOne(appNamedBy(claims, apps, false, "publicApi").candidates);
}

function onlyOne(apps: readonly JwtApp[]): JwtApp | undefined {
  return apps.length === 1 ? apps[0] : undefined;
}
