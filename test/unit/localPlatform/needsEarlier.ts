import type { Endpoint } from "../../../src/domain/scopes/catalogue";

/**
 * Whether an endpoint may refuse a request that is right by itself, since nothing was started, uploaded or configured
 * before it: what its page documents, or the local platform's 404 for a job.
 */
export function needsEarlier({ id, answersJob, errors }: Endpoint): boolean {
  return (
    answersJob !== undefined || id === "bot-publish-status" || errors.some((error) => EARLIER.includes(error.id ?? ""))
  );
}

const EARLIER = ["unknown-chunk", "unknown-file", "language-not-configured", "channel-left-out"];
