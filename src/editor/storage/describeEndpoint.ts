import type { EncryptionSource } from "../../domain/scopes/endpointRow";
import type { Endpoint } from "../../domain/scopes/catalogue";
import { asText, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** Method and path, or what there is in their place. */
export function callInWords({ method, path, address }: Pick<Endpoint, "method" | "path" | "address">): PlainText {
  if (method !== undefined && path !== undefined) return asText(`${method} ${path}`);
  return address === "yours" ? t("the platform calls you") : t("its URL is in the channel's configuration");
}

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
