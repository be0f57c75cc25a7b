import type * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import { makeClaims, parseClaims, profileFor, type TokenProfile } from "../../domain/tokens/claims";
import { parseLifetime } from "../../domain/tokens/lifetime";
import { askText, type Remark } from "../prompts/askText";
import { readSetting } from "../workbench/contributions";
import { inSteps } from "../prompts/multiStep";
import { pickOne, type PickOptions } from "../prompts/pick";
import { duration } from "../workbench/statusMessage";
import type { TokenWish } from "./mintRequest";
import { asText, type PlainText } from "../../domain/text/asText";
import { localised, t } from "../workbench/words";

export interface TokenOptions {
  readonly app: JwtApp;
  readonly request: TokenWish;
  readonly use: "copy" | "header" | "insert";
}

/** Asks, step by step, for what a token should say and where it should go. */
export async function askTokenOptions(app: JwtApp): Promise<TokenOptions> {
  const title = t("Token for {0}", app.name);
  let profile = profileFor(app);
  let subject = "";
  let lifetime = "";
  let extra = "";
  let use: TokenOptions["use"] = "copy";
  await inSteps([
    async (step) => {
      profile = await pickProfile(app, { title, step });
    },
    async (step) => {
      subject = await askText({ title, step, prompt: subjectPrompt(profile), value: readSetting("token.subject") });
    },
    async (step) => {
      lifetime = await askText({
        title,
        step,
        prompt: app.enforceJti
          ? t("Lifetime, such as 90s, 5m or 1h; at most one hour, because the app enforces JTI")
          : t("Lifetime, such as 90s, 30m, 2h or 1h30m"),
        value: String(readSetting("token.lifetimeSeconds")),
        check: (text) => lifetimeRemark(app, profile, text),
      });
    },
    async (step) => {
      extra = await askText({
        title,
        step,
        prompt: t("Extra claims as a JSON object, or nothing"),
        placeHolder: asText('{"privateClaims": {"customer": "…"}}'),
        check: (text) => problem(() => makeClaims(app, { profile, claims: extraClaims(text) }, webPorts)),
      });
    },
    async (step) => {
      use = await pickUse({ title, step });
    },
  ]);
  return {
    app,
    use,
    request: { profile, subject: subject.trim(), lifetimeSeconds: parseLifetime(lifetime), claims: extraClaims(extra) },
  };
}

type Place = Pick<PickOptions, "title" | "step">;

async function pickProfile(app: JwtApp, place: Place): Promise<TokenProfile> {
  const profiles: (vscode.QuickPickItem & { profile: TokenProfile })[] = [
    {
      profile: "publicApi",
      label: t("Public API"),
      detail: t("Claims appId, sub, iat and exp, for the header “auth”"),
    },
    {
      profile: "sdk",
      label: t("SDK"),
      detail: t("Claims iss, sub, aud and isAnonymous, for the Web and Mobile SDKs"),
    },
  ];
  const first = profileFor(app);
  profiles.sort((a, b) => Number(b.profile === first) - Number(a.profile === first));
  return (await pickOne(profiles, { ...place, placeHolder: t("Which claims?") })).profile;
}

function subjectPrompt(profile: TokenProfile): PlainText {
  return profile === "sdk"
    ? t("Subject: the “sub” claim, the user's identity. Empty makes a token for an anonymous user")
    : t("Subject: the “sub” claim. Empty takes the documentation's sample");
}

async function pickUse(place: Place): Promise<TokenOptions["use"]> {
  const uses: (vscode.QuickPickItem & Pick<TokenOptions, "use">)[] = [
    { use: "copy", label: t("Copy the token") },
    { use: "header", label: t("Copy the header") },
    { use: "insert", label: t("Insert it at the cursor") },
  ];
  return (await pickOne(uses, { ...place, placeHolder: t("Where should it go?") })).use;
}

function extraClaims(text: string): Readonly<Record<string, unknown>> | undefined {
  return text.trim() ? parseClaims(text) : undefined;
}

/** What is wrong with a lifetime, or what was understood. */
function lifetimeRemark(app: JwtApp, profile: TokenProfile, text: string): Remark | undefined {
  let seconds = 0;
  const wrong = problem(() => {
    seconds = parseLifetime(text);
    makeClaims(app, { profile, lifetimeSeconds: seconds }, webPorts);
  });
  if (wrong) return wrong;
  // In other units than it was typed, perhaps, and never the same twice.
  const isInSeconds = seconds < 60 || seconds % 60 !== 0;
  return {
    severity: "info",
    message: isInSeconds
      ? t("Lifetime: {0}", duration(seconds))
      : t("Lifetime: {0} ({1} seconds)", duration(seconds), seconds),
  };
}

/** The sentence of the UserError that `check` throws, or undefined where it throws none. */
function problem(check: () => void): Remark | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return { severity: "error", message: localised(error) };
    throw error;
  }
}
