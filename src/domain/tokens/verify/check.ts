import type { Answer, Cause, Check, CheckId, Message } from "./verdict";

export function say(template: string, ...args: readonly (string | number)[]): Message {
  return { template, args };
}

export function passed(id: CheckId, reason: string, message: Message): Check {
  return { id, outcome: "passed", reason, message, causes: [] };
}

export function unknown(id: CheckId, reason: string, message: Message): Check {
  return { id, outcome: "unknown", reason, message, causes: [] };
}

export function failed(
  id: CheckId,
  reason: string,
  message: Message,
  answer: Answer,
  causes: readonly Cause[] = [],
): Check {
  return { id, outcome: "failed", reason, message, causes, answer };
}

export function cause(code: string, template: string, ...args: readonly (string | number)[]): Cause {
  return { code, message: say(template, ...args) };
}
