import type { HttpAnswer } from "../../edge/httpAnswer";
import { invalidArguments, NOTE_HEADER } from "../http/answerNotes";
import { property } from "../http/jsonBody";

/** The webhook channel, where the sandbox's bot only echoes (platform.md, 9). */
export function answerWebhook(json: unknown): HttpAnswer {
  const message = property(json, "message");
  const text = property(message, "val") ?? property(message, "text");
  if (typeof text !== "string") return invalidArguments();
  return { status: 200, body: { data: [{ type: "text", val: text }] }, headers: { [NOTE_HEADER]: "echo" } };
}
