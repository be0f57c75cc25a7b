/**
 * Whether a request file has a script of httpYac or JetBrains in it, which can write what a request sends. Takes time
 * linear in the text.
 */
export function holdsScript(text: string): boolean {
  return SCRIPT.test(text);
}

/**
 * `^` and `$` of a pattern over several lines stand at each `\r`, U+2028 and U+2029, too. What is skipped before
 * and behind is therefore no such character, or each of them would be read again from every one before it.
 */
const SCRIPT =
  /^[^\S\n\r\u2028\u2029]*(?:\{\{[^}\n\r\u2028\u2029]*$|<[^\S\n]*\{%|<[^\S\n]+[^\s{]+\.js[^\S\n\r\u2028\u2029]*$)/m;
