/**
 * Whether Node's own pattern for `Link` fits a value at once. Of others it tries every way to take them apart, which
 * never ends where an upstream means it to. Takes time linear in the text.
 */
export function isPlainLink(link: string): boolean {
  return link.length <= MAX_LENGTH && PLAIN.test(link);
}

/** In characters; of a list of links each is asked for by itself. */
const MAX_LENGTH = 2_000;

/** `<target>; name=value; name="value"`: nothing in it can be read in two ways. */
const PLAIN = /^<[^<>\s]*>(?:[ \t]?;[ \t]?[^;=",<>\s]+(?:=(?:[^;=",<>\s]+|"[^;=",<>\s]*"))?)*$/;
