/** Whether a file is a request file, by its name or path. */
export function isRequestFileName(path: string): boolean {
  return /\.(?:http|rest)$/i.test(path);
}
