import type { JwtApp } from "../../apps/jwtApp";
import { type Endpoint, payloadEncryption } from "../../scopes/catalogue";
import { unverified } from "./platformAnswers";
import { type Check, failed, passed, unknown } from "./check";
import { say } from "../../text/sentence";
import { hasPartInHeader, openRequestBody, type RequestBody } from "./openRequestBody";
import type { VerifyInput } from "./verifyInput";

/** What came of the payload encryption of a request. */
export interface PayloadOutcome {
  readonly checks: readonly Check[];
  readonly openedBody?: Uint8Array;
}

/**
 * Whether the endpoint supports the app's payload encryption, and whether the request's envelope opens
 * (platform.md, 2). A body is only opened if none of the checks `before` failed and the signature is verified: it is
 * costly.
 */
export async function payloadChecks(
  endpoint: Endpoint,
  app: JwtApp,
  before: readonly Check[],
  input: VerifyInput,
): Promise<PayloadOutcome> {
  if (!app.enforcePayloadEncryption) return { checks: [] };
  const support = supportCheck(endpoint, app);
  const { request } = input;
  if (!request || (!request.body?.length && !hasPartInHeader(request, app))) return { checks: [support] };
  const isLetIn =
    before.every(({ outcome }) => outcome !== "failed") &&
    before.some(({ id, outcome }) => id === "signature" && outcome === "passed");
  if (!isLetIn)
    return {
      checks: [
        support,
        unknown("payloadBody", "refused-before", say("The body of a request that isn't let in is not opened.")),
      ],
    };
  const opened = await openRequestBody(request, app, input);
  return {
    checks: [support, bodyCheck(opened, support.outcome === "passed")],
    ...(opened.kind === "opened" ? { openedBody: opened.bytes } : {}),
  };
}

function supportCheck(endpoint: Endpoint, app: JwtApp): Check {
  const support = payloadEncryption(endpoint, app);
  if (support === "listed")
    return passed(
      "payloadSupport",
      "listed",
      say("The endpoint supports payload encryption at this level, by the platform's list."),
    );
  if (support === "releaseNotes")
    return unknown(
      "payloadSupport",
      "release-notes-only",
      say(
        "Only release notes say that the endpoint supports payload encryption; the platform's list for this level doesn't have it.",
      ),
    );
  return unknown(
    "payloadSupport",
    "not-listed",
    say(
      "The app enforces payload encryption, but the endpoint is not in the platform's list for this level; body and answer probably stay as they are.",
    ),
  );
}

function bodyCheck(body: RequestBody, isSupported: boolean): Check {
  switch (body.kind) {
    case "opened":
      if (isSupported)
        return passed("payloadBody", "body-opened", say("The request's envelope opens with the app's payload key."));
      return unknown(
        "payloadBody",
        "body-opened-unlisted",
        say("The request's envelope opens with the app's payload key; whether the endpoint opens it is not known."),
      );
    case "plain":
      return unknown(
        "payloadBody",
        "plain-body",
        say(
          "The request's body is not encrypted. The platform's text says that requests are encrypted, and its samples show plain ones.",
        ),
      );
    case "noKey":
      return unknown(
        "payloadBody",
        "no-key",
        say("The app's payload key is not known here, so the request's envelope can't be opened."),
      );
    case "closed": {
      const message = say("The request's envelope doesn't open with the app's payload key.");
      return failed("payloadBody", "body-not-opened", message, unverified(message, 400));
    }
  }
}
