/**
 * JSON as editors let people write it, without its comments and the commas behind a last value: each is blanked, so that
 * everything else stays at its place. Takes time linear in the text.
 */
export function withoutComments(text: string): string {
  const blank = (found: string): string => (found.startsWith('"') ? found : found.replace(/[^\r\n]/g, " "));
  return text.replace(COMMENTS, blank).replace(LAST_COMMAS, blank);
}

const STRING = '"[^"\\\\]*(?:\\\\[^][^"\\\\]*)*"?';
/** In a string neither begins. */
const COMMENTS = new RegExp(`${STRING}|//[^\\r\\n]*|/\\*[^]*?(?:\\*/|$)`, "g");
const LAST_COMMAS = new RegExp(`${STRING}|,(?=\\s*[}\\]])`, "g");
