import { say, type Sentence } from "../../text/sentence";
import type { DecryptReport } from "./decryptResult";

/** How a payload was decrypted: each fact with what it is. Holds no secret and no decrypted text. */
export function reportInWords(report: DecryptReport): readonly (readonly [what: Sentence, found: Sentence | string])[] {
  const { app, keyWrapping, cipher, compression, layers, authenticated, foundBy } = report;
  return [
    [say("App"), app.appName],
    [say("Format"), formatInWords(report)],
    ...(keyWrapping === undefined ? [] : [[say("Key wrapping"), keyWrapping] as const]),
    [say("Encryption"), cipher],
    [say("Compression"), compression === "none" ? say("none") : compression],
    ...(layers.length > (compression === "none" ? 0 : 1) ? [[say("Undone"), layers.join(", ")] as const] : []),
    [
      say("Authenticated"),
      authenticated
        ? say("yes: a tag proves that this is what was encrypted")
        : say("no: nothing proves that this is what was encrypted; check what you see"),
    ],
    [say("Found by"), foundBy === "profile" ? say("the shape kept for this app") : say("trying what fits")],
  ];
}

function formatInWords({ format }: DecryptReport): Sentence {
  if (format === "hybrid") return say("hybrid envelope");
  return format === "jwe" ? say("JWE, compact") : say("JWE, JSON serialisation");
}

/** One line: "RSA-OAEP SHA-256, AES-256-GCM". */
export function algorithmsOf({ keyWrapping, cipher }: Pick<DecryptReport, "keyWrapping" | "cipher">): string {
  return keyWrapping === undefined ? cipher : `${keyWrapping}, ${cipher}`;
}
