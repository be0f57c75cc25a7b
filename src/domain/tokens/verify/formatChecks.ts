import { CONTENT_ENCRYPTIONS } from "../../keys/joseAlgorithms";
import { refusal, unverified } from "./platformAnswers";
import { type Check, failed, passed, unknown } from "./check";
import { say } from "../../text/sentence";
import { joseName } from "../algorithms";
import type { ReadToken } from "./readToken";
import type { Door } from "./verdict";
import type { JsonObject } from "../../text/json";

/** Whether it is a JWT, and what can be told of a JWE around it (platform.md, 1.5). */
export function formatChecks(token: ReadToken, door: Door): Check[] {
  switch (token.kind) {
    case "absent":
      return [];
    case "unreadable": {
      const { code, template, details } = token.problem;
      const message = say(template, ...(details.args ?? []));
      return [failed("format", code, message, refusal(door, code === "not-a-token" ? "noJwt" : "format", message))];
    }
    case "closed":
      return [fiveParts, ...headerChecks(token.jwe.header), closedCheck(token.jwe.why)];
    default:
      return token.jwe ? [fiveParts, ...headerChecks(token.jwe.header), opened, contentCheck(token)] : [threeParts];
  }
}

const threeParts = passed("format", "signed", say("It is a signed JWT of three parts."));
const fiveParts = passed("format", "encrypted", say("It is an encrypted JWT (JWE) of five parts."));
const opened = passed("jweDecryption", "decrypted", say("It opens with the platform's private key, which is here."));

function headerChecks(header: JsonObject): Check[] {
  const { alg, enc } = header;
  if (alg !== "RSA-OAEP" && alg !== "RSA1_5") {
    const name = joseName(alg);
    const message =
      name === undefined
        ? say("Its key management algorithm (alg) isn't known; the platform takes RSA-OAEP or RSA1_5.")
        : say("Its key management algorithm is {0}; the platform takes RSA-OAEP or RSA1_5.", name);
    return [refused("key-management", message)];
  }
  if (!CONTENT_ENCRYPTIONS.some((name) => name === enc)) {
    const [name, taken] = [joseName(enc), CONTENT_ENCRYPTIONS.join(", ")];
    const message =
      name === undefined
        ? say("Its content encryption (enc) isn't known; the platform takes {0}.", taken)
        : say("Its content encryption is {0}; the platform takes {1}.", name, taken);
    return [refused("content-encryption", message)];
  }
  if (Object.hasOwn(header, "crit")) {
    return [
      refused(
        "critical-extension",
        say("Its header demands an extension (crit) that the platform's documentation doesn't know."),
      ),
    ];
  }
  if (Object.hasOwn(header, "zip")) {
    return [
      unknown(
        "jweHeader",
        "compressed",
        say("It is compressed (zip), of which the platform's documentation says nothing."),
      ),
    ];
  }
  if (alg === "RSA1_5") {
    return [
      passed(
        "jweHeader",
        "rsa1_5",
        say("Its algorithms are among those that the platform takes; RSA-OAEP is the safer choice than RSA1_5."),
      ),
    ];
  }
  return [passed("jweHeader", "known-algorithms", say("Its algorithms are among those that the platform takes."))];
}

function refused(reason: string, message: ReturnType<typeof say>): Check {
  return failed("jweHeader", reason, message, unverified(message));
}

function closedCheck(why: Extract<ReadToken, { kind: "closed" }>["jwe"]["why"]): Check {
  switch (why) {
    case "noKey":
      return unknown("jweDecryption", "no-private-key", say("Only the platform has the private key that opens it."));
    case "wrongKey":
      return unknown(
        "jweDecryption",
        "other-key",
        say("None of the private keys here opens it; it may be encrypted for another key."),
      );
    case "compressed":
      return unknown(
        "jweDecryption",
        "compressed",
        say(
          "It is compressed (zip), which can't be undone here: make it without “zip”, as the platform's documentation shows it.",
        ),
      );
    case "rsa15":
      return unknown(
        "jweDecryption",
        "rsa1_5",
        say(
          "It is encrypted with RSA1_5, which can't be decrypted in this kind of VS Code: use RSA-OAEP, which the platform takes as well.",
        ),
      );
    case "unsupported":
      return unknown("jweDecryption", "unsupported", say("With these algorithms it can't be opened here."));
    case "damaged": {
      const message = say(
        "The private key with its kid doesn't open it: it was encrypted with another key, or changed or cut.",
      );
      return failed("jweDecryption", "not-decryptable", message, unverified(message));
    }
  }
}

function contentCheck(token: Extract<ReadToken, { kind: "jws" | "bareClaims" | "foreignContent" }>): Check {
  if (token.kind === "jws") {
    if (!token.jwe?.quoted)
      return passed(
        "jweContent",
        "nested-jwt",
        say("In it is a signed JWT, as the platform's documentation describes it."),
      );
    return unknown(
      "jweContent",
      "nested-jwt-decorated",
      say("In it is a signed JWT, but with quotes or white space around it; whether the platform minds is not known."),
    );
  }
  if (token.kind === "bareClaims") {
    return unknown(
      "jweContent",
      "bare-claims",
      say(
        "In it are bare claims that nobody signed. The documentation can be read so, but it rather describes a signed JWT that is then encrypted.",
      ),
    );
  }
  const message = say("In it is neither a signed JWT nor claims.");
  return failed("jweContent", "foreign-content", message, unverified(message));
}
