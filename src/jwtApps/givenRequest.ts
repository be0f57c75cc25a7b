import type { CommandStreams } from "../commandLine/streams";
import { UserError } from "../domain/errors";
import { LIMITS } from "../domain/limits";
import { blockVariables } from "../domain/requests/read/fileVariables";
import { parseRequestFile } from "../domain/requests/read/parseRequestFile";
import { requestNear } from "../domain/requests/read/requestNear";
import { requestOfBlock } from "../domain/requests/read/requestOfBlock";
import { withoutQuery } from "../domain/text/withoutQuery";
import type { VerifyRequest } from "../domain/tokens/verify/verifyInput";
import { readText } from "./readInput";

/**
 * The request that `--request` names: itself ("POST https://…", a URL, a curl command), or a file with one.
 * @throws UserError `no-request`, `several-requests`, `open-path`, and those of `readText`
 */
export async function readRequest(
  given: string,
  streams: Pick<CommandStreams, "input" | "isTyped" | "error">,
): Promise<VerifyRequest> {
  const text = INLINE.test(given) ? given : await readText({ place: given, most: LIMITS.pasted }, streams);
  const { blocks } = parseRequestFile(text);
  const valuesOf = blockVariables(blocks);
  const requests = blocks.flatMap((block) => (block.request ? [{ block, request: block.request }] : []));
  const [first, ...others] = requests;
  if (others.length > 0)
    throw new UserError("several-requests", "There are {0} requests in that file.", {
      args: [requests.length],
      remedy: "Put the one that is meant into a file of its own.",
    });
  const request = first ? requestOfBlock(text, first.request, valuesOf(first.block)) : requestNear(text, text.length);
  if (request) return withKnownPath(request);
  throw new UserError("no-request", "There is no request in what --request names.", {
    remedy: "Write it like “POST https://…”, or name a file with a request or a curl command.",
  });
}

/** What is a request by itself, and no file's name. */
const INLINE = /^\s*(?:(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\s+\S|https?:\/\/|curl\s)/i;

/** What stands for a bot or a table would be judged as one. */
function withKnownPath(request: VerifyRequest): VerifyRequest {
  const [open] = VARIABLE.exec(withoutQuery(request.path)) ?? [];
  if (open === undefined) return request;
  throw new UserError("open-path", "The path of the request has a variable whose value is not known here: {0}.", {
    args: [open],
    remedy: "Write the value in its place, or into a request file as “@name = value”.",
  });
}

/** Of request files, of the shell, and of documentation: "endpoints" prints {botId} itself. */
const VARIABLE =
  /\{\{[^{}]{1,100}\}\}|\$?\{\w{1,100}\}|\$[A-Z_]\w{0,100}|(?<=\/):[A-Z]\w{0,100}|<[\w -]{1,100}>|%7B\w{1,100}%7D/i;
