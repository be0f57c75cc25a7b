import { type InspectedToken, inspectToken } from "../inspect";

/** Reads tokens, and remembers up to `limit` of them: the same ones are asked for after each change of a text. */
export function rememberingInspector(limit: number): (token: string) => InspectedToken {
  let known = new Map<string, InspectedToken>();
  return (token) => {
    const found = known.get(token) ?? inspectToken(token);
    if (known.size >= limit) known = new Map();
    known.set(token, found);
    return found;
  };
}
