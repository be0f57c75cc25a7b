import type { PlaceName } from "../../apps/onPlatform";
import type { CheckId } from "./check";
import { type Sentence, say } from "../../text/sentence";

/** What helps where a check fails, and what it would mean where it can't be told. */
export interface Advice {
  /** The check's failure as something that may have happened. */
  readonly possible: Sentence;
  readonly fix: Sentence;
  readonly action?: RemedyAction;
  /** Where on the platform it is looked up or put right. */
  readonly place?: PlaceName;
}

/** What the editor can do about it by itself. */
export type RemedyAction =
  | "refresh"
  | "replaceSecret"
  | "editApp"
  | "createApp"
  | "assignScopes"
  | "publishScopes"
  | "assignTables"
  | "insertRequest";

const MINT = say("Mint a new token of the app.");

export const ADVICE: Readonly<Record<CheckId, Advice>> = {
  endpoint: {
    possible: say("The path may be misspelled."),
    fix: say("Compare the path with the endpoint's documentation."),
    action: "insertRequest",
  },
  method: {
    possible: say("The endpoint may want another method."),
    fix: say("Send it with the method that the endpoint's documentation names."),
    action: "insertRequest",
  },
  token: {
    possible: say("The request may have carried no token."),
    fix: say(
      "Send the token in the header “auth”; for the webhook channel and the SDKs in “Authorization”, after “bearer”.",
    ),
  },
  header: {
    possible: say("The token may have been in the wrong header, or not alone in it."),
    fix: say(
      "Send the token in the header “auth”, without “Bearer”; for the webhook channel and the SDKs in “Authorization”, after “bearer”.",
    ),
  },
  format: {
    possible: say("What was sent may be no whole token."),
    fix: say("Copy the whole token again, without quotes or line breaks."),
    action: "refresh",
  },
  jweHeader: {
    possible: say("The token may be encrypted in a way that the platform doesn't take."),
    fix: MINT,
    action: "refresh",
  },
  jweDecryption: {
    possible: say("The token may be encrypted for another key than the platform's."),
    fix: say("Paste the platform's public key into the app again, and mint a new token."),
    action: "editApp",
  },
  jweContent: { possible: say("There may be no signed token in the encrypted one."), fix: MINT, action: "refresh" },
  appClaim: {
    possible: say("The claim with the Client ID may be misspelled."),
    fix: say("Mint a new token: the claim has to be called “appId”, exactly so."),
    action: "refresh",
  },
  app: {
    possible: say("The Client ID in the token may be no app's."),
    fix: say("Compare the Client ID with the one that the platform shows for the app."),
    action: "editApp",
    place: "app",
  },
  jweKeyId: {
    possible: say("The token may be encrypted for the key of another app."),
    fix: say("Paste the platform's public key into the app again, and mint a new token."),
    action: "editApp",
  },
  jweEnforced: { possible: say("The app may take only encrypted tokens."), fix: MINT, action: "refresh" },
  algorithm: {
    possible: say("The token may be signed with another algorithm than the app's."),
    fix: say("Mint a new token of the app; where the platform shows another algorithm, change the app here first."),
    action: "refresh",
  },
  signature: {
    possible: say("The token may be signed with another secret or key than the app's."),
    fix: MINT,
    action: "refresh",
  },
  sub: {
    possible: say("The token may name no user."),
    fix: say("Mint a token with a subject, the claim “sub”."),
    action: "refresh",
  },
  exp: { possible: say("The token may have expired before it arrived."), fix: MINT, action: "refresh" },
  iat: {
    possible: say("The token may be from the future: the clock of the machine that made it is ahead."),
    fix: say("Set the clock of the machine that mints, and mint a new token."),
    action: "refresh",
  },
  nbf: { possible: say("The token may not be valid yet."), fix: MINT, action: "refresh" },
  jti: { possible: say("The token may lack the “jti” that the app enforces."), fix: MINT, action: "refresh" },
  jtiLifetime: {
    possible: say("The token may live longer than the hour that “jti” allows."),
    fix: MINT,
    action: "refresh",
  },
  replay: {
    possible: say("A token with this “jti” was sent before."),
    fix: say(
      "Send each request with a token of its own: with “Refresh and send”, or with a script line that mints one.",
    ),
    action: "refresh",
  },
  level: {
    possible: say("The endpoint may be for apps that were created elsewhere."),
    fix: say("Use an app that was created where the endpoint wants it."),
    action: "createApp",
  },
  bot: {
    possible: say("The bot ID in the request may be another bot's."),
    fix: say("Compare the bot ID in the request with the one that the platform shows for the app."),
    action: "editApp",
    place: "botId",
  },
  scope: {
    possible: say("The app may lack the scope."),
    fix: say("Assign the scope on the platform, publish it there, and note it here."),
    action: "assignScopes",
    place: "scopes",
  },
  published: {
    possible: say("The scope may not be published yet."),
    fix: say("Publish the scope on the platform, and note it here."),
    action: "publishScopes",
    place: "publish",
  },
  tables: {
    possible: say("The app may lack a permission for the table or view."),
    fix: say("Assign the permission on the platform, and note it here."),
    action: "assignTables",
    place: "tables",
  },
  payloadSupport: { possible: say("The endpoint may not take encrypted bodies."), fix: say("Send the body as it is.") },
  payloadBody: {
    possible: say("The encrypted body may not open."),
    fix: say("Encrypt the body again, with the app's present key."),
    action: "editApp",
  },
};
