import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import type { SwitchPlan } from "../../../domain/requests/convert/switchApp";
import type { OldToken } from "../../../domain/requests/convert/switchTokens";
import type { TextEdit } from "../../../domain/requests/findings/mendVariable";
import { MAX_JTI_LIFETIME_SECONDS } from "../../../domain/tokens/claims";
import type { MintRequest } from "../../../domain/tokens/mint";
import { refreshRequest } from "../../../domain/tokens/refreshRequest";
import { notOurs } from "../../tokens/inText/refreshToken";
import { verdictOf, type Verifying } from "../../tokens/inText/verdictOf";
import type { MintedTokens } from "../../tokens/mintedTokens";
import type { TokenService } from "../../tokens/tokenService";

export interface FreshTokenServices extends Verifying {
  readonly tokens: Pick<TokenService, "mintFor">;
  readonly minted: Pick<MintedTokens, "of">;
}

export interface FreshTokens {
  /** All old ones are known to be ours: made in this session, or signed with an app's secret. */
  readonly areOurs: boolean;
  /** Each puts a fresh token in an old one's place; all of them, or it rejects. */
  readonly edits: () => Promise<readonly TextEdit[]>;
}

interface Switched {
  readonly plan: SwitchPlan;
  readonly apps: readonly JwtApp[];
  readonly from: JwtApp;
  readonly to: JwtApp;
}

/**
 * A token of the other app for each old one: with its profile, audience, subject and own claims, for as long a life. Who
 * may have them was asked before they are made.
 */
export async function freshTokens(
  services: FreshTokenServices,
  { plan, apps, from, to }: Switched,
): Promise<FreshTokens> {
  const renewals = new Map<string, Renewal>();
  for (const old of plan.tokens)
    if (!renewals.has(old.text)) renewals.set(old.text, await renewalOf(services, old, { apps, from, to }));
  const areOurs = [...renewals.values()].every(({ isOurs }) => isOurs);
  if (!areOurs && !vscode.workspace.isTrusted) throw notOurs();
  return {
    areOurs,
    edits: async () => {
      const made = new Map<string, string>();
      const edits: TextEdit[] = [];
      for (const { start, end, text: old } of plan.tokens) {
        // What stood there more than once does so again, unless each works once.
        const text =
          (to.enforceJti ? undefined : made.get(old)) ??
          (await services.tokens.mintFor(to, renewals.get(old)?.request ?? {}, "person")).token;
        made.set(old, text);
        edits.push({ start, end, text });
      }
      return edits;
    },
  };
}

interface Renewal {
  readonly request: MintRequest;
  readonly isOurs: boolean;
}

async function renewalOf(
  services: FreshTokenServices,
  { text, profile }: OldToken,
  { apps, from, to }: Omit<Switched, "plan">,
): Promise<Renewal> {
  const made = services.minted.of(text);
  const verdict = await verdictOf(services, { token: text, apps, tied: from });
  const isOurs =
    made !== undefined || verdict.checks.some(({ id, outcome }) => id === "signature" && outcome === "passed");
  const of = verdict.app ?? from;
  const request =
    made?.request ??
    (verdict.claims ? refreshRequest(verdict.claims, { ...of, enforceJti: to.enforceJti }) : { profile });
  return { request: { ...request, ...shortEnough(request, to) }, isOurs };
}

/** One that was made before may live longer than the other app's tokens can. */
function shortEnough({ lifetimeSeconds }: MintRequest, { enforceJti }: JwtApp): MintRequest {
  if (!enforceJti || lifetimeSeconds === undefined) return {};
  return { lifetimeSeconds: Math.min(lifetimeSeconds, MAX_JTI_LIFETIME_SECONDS) };
}
