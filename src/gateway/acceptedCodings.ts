import { UNDONE_CODINGS } from "./contentCodings";

/**
 * The value of `Accept-Encoding` for the upstream: what the client takes and the gateway can undo, with the client's
 * weights (RFC 9110, 12.5.3). A client that says nothing has no way to undo any.
 */
export function acceptedCodings(given: string): string {
  if (given === "") return "identity";
  const items = given.split(",").flatMap((item) => {
    const [, name = "", weight = ""] = ITEM.exec(item.trim().toLowerCase()) ?? [];
    return name === "" ? [] : [{ name, weight: weight.replace(/\s/g, "") }];
  });
  const weightOf = (name: string) =>
    items.find((item) => item.name === name) ?? items.find((item) => item.name === "*");
  const accepted = UNDONE_CODINGS.flatMap((name) => {
    const item = weightOf(name);
    return item && !/^;q=0(?:\.0*)?$/.test(item.weight) ? [name + item.weight] : [];
  });
  return accepted.length > 0 ? accepted.join(", ") : "identity";
}

const ITEM = /^([\w-]+|\*)\s*(;\s*q\s*=\s*(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/;
