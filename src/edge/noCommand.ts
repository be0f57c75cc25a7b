/**
 * A line of a program in which no build agent finds a command to itself: Azure Pipelines (`##vso[…]`), GitHub Actions
 * (`##[…]`) and TeamCity look for them anywhere in what a job prints, and set variables and send files as they say.
 */
export function noCommand(line: string): string {
  return line.replace(MARK, "# ");
}

/** The same of JSON, which means the same then. */
export function noCommandInJson(json: string): string {
  return json.replace(MARK, "\\u0023");
}

/** The first of two. */
const MARK = /#(?=#)/g;
