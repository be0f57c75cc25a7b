import type { EncryptionSource, RateLimit } from "../../domain/scopes/endpointRow";
import type { PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** Whether payloads can be encrypted, as sure as it is known: of some endpoints only release notes say so. */
export function describeEncryption(known: EncryptionSource | undefined): PlainText[] {
  switch (known) {
    case "listed":
      return [t("payloads can be encrypted")];
    case "releaseNotes":
      return [t("payloads can be encrypted, by release notes alone")];
    case undefined:
      return [];
  }
}

/** How many requests the platform takes, and what it counts them by (platform.md, 7). */
export function describeRateLimit(limit: RateLimit): PlainText {
  switch (limit) {
    case "bot":
      return t("Rate limit: 60 requests a minute and 1,800 an hour for each bot");
    case "request":
      return t("Rate limit: 60 requests a minute and 1,800 an hour for each request ID");
    case "account":
      return t("Rate limit: 60 requests a minute and 1,800 an hour for each account");
    case "account-minute":
      return t("Rate limit: 60 requests a minute for each account");
    case "notification":
      return t("Rate limit: 600 requests a minute and 18,000 an hour for each bot");
    case "table":
      return t("Rate limit: 600 requests a minute and 18,000 an hour for each account and table");
    case "none":
      return t("Rate limit: not stated, no list of limits names it");
  }
}
