/** A page of the platform's documentation; that it is at this address is inferred (platform.md, 10.1). */
export type DocumentationPage = `https://docs.kore.ai/${string}`;

/** @param path of the page's source, without its ending */
export function documentationPage(path: string): DocumentationPage {
  return `https://docs.kore.ai/${path}`;
}
