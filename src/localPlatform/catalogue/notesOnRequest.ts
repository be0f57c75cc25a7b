import type { Call } from "../http/call";
import { brokenBounds } from "./brokenBounds";
import type { SandboxMemory } from "./sandboxMemory";
import { fileIdsIn } from "./uploadedFiles";

/**
 * What a request that was served has against it, in words for a header: no page says what the platform answers to that.
 */
export function notesOnRequest(call: Call, memory: SandboxMemory): readonly string[] {
  const { headers, requiredQuery } = call.found.endpoint;
  return [
    ...Object.keys(headers)
      .filter((name) => !call.headers[name.toLowerCase()])
      .map((name) => `lacks-header ${name}`),
    ...requiredQuery.filter((name) => !call.query.get(name)).map((name) => `lacks-query ${name}`),
    ...brokenBounds(call).map((bound) => `breaks-limit ${bound}`),
    ...(fileIdsIn(call).some((id) => !memory.hasFile(id)) ? ["unknown-file"] : []),
  ];
}
