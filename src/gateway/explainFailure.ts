import type { AppSecrets } from "../domain/apps/appSecrets";
import type { JwtApp } from "../domain/apps/jwtApp";
import type { PayloadPorts } from "../domain/payloads/payloadPorts";
import type { Clock } from "../domain/ports";
import { findPlatformErrorsInSteps } from "../domain/requests/read/findPlatformErrors";
import { TimeSlices } from "../domain/steps";
import type { Sentence } from "../domain/text/sentence";
import { accessChecks } from "../domain/tokens/verify/accessChecks";
import { likelyCauses } from "../domain/tokens/verify/likelyCauses";
import { pageErrorWords } from "../domain/tokens/verify/pageErrors";
import { routeOf } from "../domain/tokens/verify/route";
import { verify } from "../domain/tokens/verify/verify";
import type { VerifyRequest } from "../domain/tokens/verify/verifyInput";

/** What an explanation needs beside the request and its answer. */
export interface ExplainPorts {
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
  readonly payloads: PayloadPorts;
  readonly clock: Clock;
}

/** In bytes: an error's answer is a sentence or a page. */
export const MAX_EXPLAINED = 1_000_000;
/** A log has room for so many. */
const MAX_CAUSES = 5;

/**
 * Why the platform refused a request, the known causes first and each with what to do; none where the answer is none of
 * an error, is longer than `MAX_EXPLAINED` or is no text. Nothing secret is in them, nor anything of the answer. Never
 * rejects.
 * @param sent as it went upstream, names of headers in lower case
 * @param body of the answer, without content codings
 */
export async function likelyCausesOf(
  app: JwtApp,
  sent: VerifyRequest,
  status: number,
  body: Uint8Array,
  { secretsOf, payloads, clock }: ExplainPorts,
): Promise<readonly Sentence[]> {
  if (status < 400 || body.length > MAX_EXPLAINED) return [];
  const answer = textOf(body);
  if (answer === undefined) return [];
  try {
    // With the status in front, its words are found where the platform's own are not among them.
    const text = `HTTP/1.1 ${status} Refused\r\n\r\n${answer}`;
    const [error] = (await new TimeSlices().run(findPlatformErrorsInSteps(text, pageErrorWords()))) ?? [];
    const verdict = await verify({ apps: [app], secretsOf, request: sent, clock, ports: { payloads } });
    const route = routeOf(sent);
    const checks = verdict.app ? verdict.checks : [...verdict.checks, ...accessChecks(route, app)];
    const causes = likelyCauses(error?.message ?? "", checks, status, route).filter(({ state }) => state !== "fits");
    return causes
      .slice(0, MAX_CAUSES)
      .flatMap(({ message, details, fix }) => [message, ...details, ...(fix ? [fix] : [])]);
  } catch {
    return [];
  }
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
