import { createHash } from "node:crypto";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { errorAnswer, type HttpAnswer } from "../../edge/httpAnswer";
import type { AccessTokens } from "./accessTokens";

/** Exchanges a JWT whose claims were verified for an access token (platform.md, 3.3). */
export function answerGrant(tokens: AccessTokens, app: JwtApp, claims: Readonly<Record<string, unknown>>): HttpAnswer {
  const issued = tokens.issue(app.id);
  if (!issued) return errorAnswer(503, "The local platform has handed out as many access tokens as it can remember.");
  const sub = text(claims["kore_sub"]) || text(claims["sub"]);
  const orgId = `o-${uuidFor(app.clientId)}`;
  return {
    status: 200,
    body: {
      authorization: {
        accessToken: issued.accessToken,
        token_type: "bearer",
        expiresDate: new Date(issued.expiresAt).toISOString(),
        issuedDate: new Date(issued.issuedAt).toISOString(),
      },
      userInfo: {
        userId: `u-${uuidFor(`${app.clientId}/${sub}`)}`,
        accountId: app.accountId ?? hash(app.clientId).slice(0, 24),
        orgId,
        identity: `${app.clientId}/${sub}`,
        enrollType: "free",
        managedBy: orgId,
        fName: text(claims["fName"]),
        lName: text(claims["lName"]),
      },
    },
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The same for the same name, in the form of version 5 (platform.md, 5). */
function uuidFor(name: string): string {
  const hex = hash(name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function hash(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}
