import { GATEWAY_VARIABLE } from "./gatewayAddress";

/** What a `.env` has for the gateway; as in the package `dotenv`, the last line counts. */
export function dotenvGateway(text: string): string | undefined {
  return linesOf(text).at(-1)?.value;
}

/** The text with that address in place of what it has, or behind all; without an address, without the lines that have one. */
export function withDotenvGateway(text: string, address: string | undefined): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const parts: string[] = [];
  let at = 0;
  let isThere = false;
  for (const { start, end } of linesOf(text)) {
    parts.push(text.slice(at, start));
    at = end;
    if (address === undefined || isThere) continue;
    parts.push(line(address), text.slice(start, end).endsWith("\n") ? eol : "");
    isThere = true;
  }
  const rest = parts.concat(text.slice(at)).join("");
  if (address === undefined || isThere) return rest;
  return `${rest}${rest === "" || rest.endsWith("\n") ? "" : eol}${line(address)}${eol}`;
}

function line(address: string): string {
  return `${GATEWAY_VARIABLE}=${address}`;
}

/** The lines that define it, with their line breaks. */
function linesOf(text: string): { readonly start: number; readonly end: number; readonly value: string }[] {
  return [...text.matchAll(LINE)].map(({ index, 0: whole, 1: value = "" }) => ({
    start: index,
    end: index + whole.length,
    value: value.replace(/^(["'`])([^]*)\1$/, "$2"),
  }));
}

const LINE = /^(?:export[ \t]{1,20})?gateway[ \t]{0,20}=[ \t]{0,20}([^\s#]{0,1000})[^\r\n]{0,2000}(?:\r?\n)?/gm;
