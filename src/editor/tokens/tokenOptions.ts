import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import { makeClaims, parseClaims, profileFor, type TokenProfile } from "../../domain/tokens/claims";
import { readSetting } from "../contributions";
import { localised } from "../localised";
import { pickOne } from "../pick";
import { answered } from "../prompts";
import type { TokenArgument } from "./tokenService";
import type { PlainText } from "../../domain/text/asText";
import { t } from "../words";

export interface TokenOptions {
  readonly app: JwtApp;
  readonly request: TokenArgument;
  readonly use: "copy" | "header" | "insert";
}

/** Asks, step by step, for what a token should say and where it should go. */
export async function askTokenOptions(app: JwtApp): Promise<TokenOptions> {
  const title = (step: number): PlainText => t("Token for {0} ({1} of 5)", app.name, step);

  const profiles: (vscode.QuickPickItem & { profile: TokenProfile })[] = [
    { profile: "publicApi", label: t("Public API"), detail: t("Claims appId, sub, iat and exp, for the header “auth”") },
    { profile: "sdk", label: t("SDK"), detail: t("Claims iss, sub, aud and isAnonymous, for the Web and Mobile SDKs") },
  ];
  const first = profileFor(app);
  profiles.sort((a, b) => Number(b.profile === first) - Number(a.profile === first));
  const { profile } = await pickOne(profiles, { title: title(1), placeHolder: t("Which claims?") });
  const subject = await answered(
    vscode.window.showInputBox({
      title: title(2),
      prompt:
        profile === "sdk"
          ? t("Subject: the “sub” claim, the user's identity. Empty makes a token for an anonymous user")
          : t("Subject: the “sub” claim. Empty takes the documentation's sample"),
      value: readSetting("token.subject"),
    }),
  );
  const lifetime = await answered(
    vscode.window.showInputBox({
      title: title(3),
      prompt: app.enforceJti ? t("Lifetime in seconds; at most 3600, because the app enforces JTI") : t("Lifetime in seconds"),
      value: String(readSetting("token.lifetimeSeconds")),
      validateInput: (text) => sentence(() => makeClaims(app, { profile, lifetimeSeconds: Number(text.trim() || NaN) }, webPorts)),
    }),
  );
  const extra = await answered(
    vscode.window.showInputBox({
      title: title(4),
      prompt: t("Extra claims as a JSON object, or nothing"),
      placeHolder: '{"privateClaims": {"customer": "…"}}',
      validateInput: (text) => sentence(() => makeClaims(app, { profile, claims: extraClaims(text) }, webPorts)),
    }),
  );
  const { use } = await pickOne(
    [
      { use: "copy" as const, label: t("Copy the token") },
      { use: "header" as const, label: t("Copy the header") },
      { use: "insert" as const, label: t("Insert it at the cursor") },
    ],
    { title: title(5), placeHolder: t("Where should it go?") },
  );
  return { app, use, request: { profile, subject: subject.trim(), lifetimeSeconds: Number(lifetime), claims: extraClaims(extra) } };
}

function extraClaims(text: string): Readonly<Record<string, unknown>> | undefined {
  return text.trim() ? parseClaims(text) : undefined;
}

/** The sentence of the UserError that `check` throws, or undefined where it throws none. */
function sentence(check: () => void): PlainText | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return localised(error);
    throw error;
  }
}
