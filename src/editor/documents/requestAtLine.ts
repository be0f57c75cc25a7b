import { appNamed } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { blockOfLine, type PlacedBlock } from "../../domain/requests/read/blockIndex";
import { requestOfBlock, type SentRequest } from "../../domain/requests/read/requestOfBlock";
import type { DocumentIndex } from "./documentIndex";

/** The request at a line, with the file's variables filled in. */
export function requestAt(index: DocumentIndex | undefined, line: number): SentRequest | undefined {
  const placed = index && blockOfLine(index.blocks, line);
  if (!index || !placed?.block.request) return undefined;
  return requestOfBlock(placed.text, placed.block.request, index.variablesAt(placed.block));
}

/** The request at a line where it carries the token. */
export function requestAround(index: DocumentIndex | undefined, line: number, token: string): SentRequest | undefined {
  const sent = requestAt(index, line);
  if (!sent) return undefined;
  const isSent = Object.values(sent.headers).some((value) => value?.includes(token));
  // Of a header that is there twice, this may be the one that isn't the last.
  const isRepeated =
    sent.repeatedHeaders !== undefined && blockOfLine(index?.blocks ?? [], line)?.text.includes(token) === true;
  return isSent || isRepeated ? sent : undefined;
}

/** What the `# jwt-app:` line that counts for a line calls the app. */
export function tiedNameAt(index: DocumentIndex, line: number): string | undefined {
  const placed = blockOfLine(index.blocks, line);
  return placed && index.tiedNames.get(placed.block);
}

/** The app that a `# jwt-app:` line ties a line to. */
export function tiedAppAt(index: DocumentIndex | undefined, line: number, apps: readonly JwtApp[]): JwtApp | undefined {
  const name = index && tiedNameAt(index, line);
  return name === undefined ? undefined : appNamed(apps, name);
}

/** The same for many blocks. */
export function tiedApps(
  { tiedNames }: DocumentIndex,
  apps: readonly JwtApp[],
): (placed: PlacedBlock | undefined) => JwtApp | undefined {
  const found = new Map<string, JwtApp | undefined>();
  return (placed) => {
    const name = placed && tiedNames.get(placed.block);
    if (name === undefined) return undefined;
    if (!found.has(name)) found.set(name, appNamed(apps, name));
    return found.get(name);
  };
}
