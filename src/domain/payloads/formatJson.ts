export function formatJson(text: string): string {
  return text;
}
