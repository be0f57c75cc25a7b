import { appNamed } from "../../apps/findApp";
import type { JwtApp } from "../../apps/jwtApp";
import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import { type Route, routeOf } from "../../tokens/verify/route";
import { TOKEN_HEADERS } from "../../tokens/verify/sentToken";
import { type AppOfRequest, appOfRequest } from "../read/appOfRequest";
import { blockVariables } from "../read/fileVariables";
import { parseRequestFileInSteps } from "../read/parseRequestFile";
import { blockAt, type FileRequest, type RequestBlock, type RequestFile, tiedAppNames } from "../read/requestFile";
import { requestOfBlock, type SentRequest } from "../read/requestOfBlock";

/** A request of a file, and whose it is. */
export interface OwnedRequest extends Pick<SentRequest, "authority" | "gateway"> {
  readonly block: RequestBlock;
  readonly request: FileRequest;
  /** Undefined where nothing tells. */
  readonly owner: AppOfRequest | undefined;
  readonly door: Route["door"];
  /** Something stands where tokens travel. */
  readonly hasToken: boolean;
}

/** A request file with the apps that its requests are for. */
export interface OwnedFile {
  readonly file: RequestFile;
  /** In order. */
  readonly requests: readonly OwnedRequest[];
  /** What lines call the app of each block. */
  readonly tiedNames: ReadonlyMap<RequestBlock, string>;
}

/**
 * Whose the requests of a text are. Takes time linear in it.
 * @throws UserError `file-too-long`
 */
export function* ownedFile(text: string, apps: readonly JwtApp[]): Steps<OwnedFile> {
  // Of longer ones not all is read that says where requests go.
  if (text.length > LIMITS.destinations) throw tooLong();
  const file = yield* parseRequestFileInSteps(text);
  if (file.blocks.some(({ isCut }) => isCut)) throw tooLong();
  const values = blockVariables(file.blocks);
  yield;
  const tiedNames = tiedAppNames(file.blocks);
  yield;
  const requests: OwnedRequest[] = [];
  for (const [index, block] of file.blocks.entries()) {
    if (index % BLOCKS_A_STEP === 0) yield;
    const { request } = block;
    if (!request) continue;
    const sent = requestOfBlock(text, request, values(block));
    const owner = appOfRequest({ tiedName: tiedNames.get(block), sent }, apps);
    const hasToken = TOKEN_HEADERS.some((name) => (sent.headers[name] ?? "") !== "");
    const { authority, gateway } = sent;
    requests.push({
      block,
      request,
      owner,
      authority,
      door: routeOf(sent).door,
      hasToken,
      ...(gateway && { gateway }),
    });
  }
  return { file, requests, tiedNames };
}

const BLOCKS_A_STEP = 50;

function tooLong(): UserError {
  return new UserError("file-too-long", "This file is too long to switch its app: not all of it would be read.", {
    remedy: "Divide it into several files.",
  });
}

/**
 * The app that is meant at an offset: that of the request there, or that which a line there names for the file; else the
 * only one that the file has requests of.
 */
export function ownerAt(
  { file, requests, tiedNames }: OwnedFile,
  at: number,
  apps: readonly JwtApp[],
): AppOfRequest | undefined {
  const block = blockAt(file, at);
  const here = requests.find((each) => each.block === block)?.owner;
  if (here) return here;
  const name = block && !block.request ? tiedNames.get(block) : undefined;
  const tied = name === undefined ? undefined : appNamed(apps, name);
  if (tied) return { app: tied };
  if (name !== undefined) return { unknownName: name };
  const [only, ...others] = appsIn({ requests });
  return only && others.length === 0 ? { app: only } : undefined;
}

/** Each once. */
export function appsIn({ requests }: Pick<OwnedFile, "requests">): readonly JwtApp[] {
  return [...new Set(requests.flatMap(({ owner }) => owner?.app ?? []))];
}
