import type { AppSecrets } from "../../apps/appSecrets";
import type { JwtApp } from "../../apps/jwtApp";
import { SIGNING_ALGORITHMS, type SigningAlgorithm, signsWithSecret } from "../../keys/joseAlgorithms";
import { refusal, unverified } from "./platformAnswers";
import { type Check, failed, passed, unknown } from "./check";
import { type Sentence, say } from "../../text/sentence";
import { joseName } from "../algorithms";
import { verifyFor } from "./signature";
import { publicKeyCause, signatureCauses } from "./signatureCauses";
import type { Door } from "./verdict";
import type { VerifyInput } from "./verifyInput";
import type { JsonObject } from "../../text/json";

/** The app that a token names; of several with one client ID the one whose key made the signature. */
export async function chooseApp(
  candidates: readonly JwtApp[],
  token: string | undefined,
  { secretsOf }: VerifyInput,
): Promise<JwtApp | undefined> {
  if (candidates.length < 2 || token === undefined) return candidates[0];
  for (const app of candidates.slice(0, MAX_TWINS)) {
    const secrets = signsWithSecret(app.algorithm) ? await secretsOf(app).catch(() => undefined) : undefined;
    if ((await verifyFor(app, secrets, token)) === "matches") return app;
  }
  return candidates[0];
}

/** Whether `alg` is the app's and the signature matches. `token` is the compact JWS. */
export async function signatureChecks(
  token: string,
  header: JsonObject,
  app: JwtApp | undefined,
  input: VerifyInput,
  door: Door,
): Promise<Check[]> {
  const { alg } = header;
  const taken = SIGNING_ALGORITHMS.find((name) => name === alg);
  if (!taken) return [refusedAlgorithm(alg), notVerified("With that algorithm there is nothing to verify.")];
  if (!app)
    return [
      unknown("algorithm", "app-unknown", say("Which algorithm the app uses is not known.")),
      notVerified("Without the app its key is not known."),
    ];
  if (taken !== app.algorithm) {
    const differs = app.algorithmAssumed ? algorithmAssumed(app) : await algorithmDiffers(token, taken, app);
    return [differs, notVerified("A signature of another algorithm than the app's is not verified.")];
  }
  return [
    passed("algorithm", "algorithm-matches", say("The algorithm is the app's, {0}.", app.algorithm)),
    await signatureCheck(token, app, input, door),
  ];
}

/** For claims that nobody signed. */
export const unsigned: readonly Check[] = [
  unknown("algorithm", "not-signed", say("Nothing is signed, so no algorithm is named.")),
  unknown(
    "signature",
    "not-signed",
    say("Nothing is signed: anyone who has the platform's public key could have made this token."),
  ),
];

const MAX_TWINS = 10;

function refusedAlgorithm(alg: unknown): Check {
  const isNone = typeof alg === "string" && alg.toLowerCase() === "none";
  const message = isNone ? say("The token is not signed: its algorithm is “none”.") : notTaken(alg);
  return failed("algorithm", isNone ? "algorithm-none" : "algorithm-unsupported", message, unverified(message));
}

function notTaken(alg: unknown): Sentence {
  const taken = SIGNING_ALGORITHMS.join(", ");
  if (typeof alg !== "string" || alg === "")
    return say("Its header names no algorithm (alg); the platform takes {0}.", taken);
  const name = joseName(alg);
  return name === undefined
    ? say("Its header names an algorithm (alg) that isn't known; the platform takes {0}.", taken)
    : say("Its algorithm is {0}; the platform takes {1}.", name, taken);
}

function algorithmAssumed(app: JwtApp): Check {
  return unknown(
    "algorithm",
    "algorithm-assumed",
    say("The token's algorithm is not {0}, which an import only assumed for this app.", app.algorithm),
  );
}

async function algorithmDiffers(token: string, alg: SigningAlgorithm, app: JwtApp): Promise<Check> {
  const message = say("The token is signed with {0}, but the app uses {1}.", alg, app.algorithm);
  const isConfusion = !signsWithSecret(app.algorithm) && (alg === "HS256" || alg === "HS512");
  return failed(
    "algorithm",
    "algorithm-differs",
    message,
    unverified(message),
    isConfusion ? await publicKeyCause(token, app, alg) : [],
  );
}

function notVerified(template: string): Check {
  return unknown("signature", "not-verified", say(template));
}

async function signatureCheck(
  token: string,
  app: JwtApp,
  { secretsOf, apps }: VerifyInput,
  door: Door,
): Promise<Check> {
  let secrets: AppSecrets | undefined;
  if (signsWithSecret(app.algorithm)) secrets = await secretsOf(app).catch(() => undefined);
  switch (await verifyFor(app, secrets, token)) {
    case "matches":
      return passed("signature", "signature-matches", say("The signature was made with the app's key."));
    case "noKey":
      return unknown(
        "signature",
        "no-key",
        say("The app's key is not known here, so the signature can't be verified."),
      );
    case "extension": {
      const message = say("Its header demands an extension (crit) that the platform's documentation doesn't know.");
      return failed("signature", "critical-extension", message, unverified(message));
    }
    case "badKey":
    case "otherAlgorithm":
      return unknown("signature", "bad-key", say("The app's key is damaged, so the signature can't be verified."));
    case "differs": {
      const message = say("The signature doesn't match the app's key.");
      const causes = await signatureCauses({ token, app, secrets, apps, secretsOf });
      return failed("signature", "signature-differs", message, refusal(door, "signature", message), causes);
    }
  }
}
