import type { Call } from "./call";
import type { HttpAnswer } from "./httpAnswer";
export async function encryptAnswer(_call: Call, answer: HttpAnswer, _services: unknown): Promise<HttpAnswer> { return answer; }
