import type { EncryptionSource } from "../../domain/scopes/endpointRow";
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
