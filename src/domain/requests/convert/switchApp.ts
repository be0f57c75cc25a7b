import { appNamed, referenceTo } from "../../apps/findApp";
import type { JwtApp } from "../../apps/jwtApp";
import { findPayloadsInSteps } from "../../payloads/capture/findPayloads";
import type { Steps } from "../../steps";
import { say } from "../../text/sentence";
import type { TextRange } from "../../text/textRange";
import type { TextEdit } from "../findings/mendVariable";
import type { RequestBlock } from "../read/requestFile";
import { appInLine } from "../write/writeRequest";
import type { OwnedFile, OwnedRequest } from "./fileOwners";
import { switchAddresses } from "./switchAddresses";
import { switchIds } from "./switchIds";
import { type Leftover, Leftovers, type Switching } from "./switching";
import { switchTokens, type TokenWays } from "./switchTokens";
import { type Side, variableUses } from "./variableUses";

export interface AppSwitch {
  readonly apps: readonly JwtApp[];
  readonly from: JwtApp;
  readonly to: JwtApp;
}

/** What makes the requests of one app another's. */
export interface SwitchPlan extends TokenWays {
  /** In order, none of which overlap, and without those for `tokens`. */
  readonly edits: readonly TextEdit[];
  /** The requests that become the other app's, in order. */
  readonly requests: readonly OwnedRequest[];
  readonly leftovers: readonly Leftover[];
}

/**
 * Makes the requests of one app another's: the lines that name it, its host or its name in the gateway's addresses, its
 * IDs, and whose tokens get in. Requests of other apps, and the variables that these read, stay to the byte. Takes time
 * linear in the text.
 * @throws UserError `token-shared`, `too-many-tokens`
 */
export function* switchApp(owned: OwnedFile, { apps, from, to }: AppSwitch): Steps<SwitchPlan> {
  const { file, requests } = owned;
  const sides = new Map(requests.map((each) => [each.block, sideOf(each, from)]));
  const side = (block: RequestBlock): Side => sides.get(block);
  yield;
  const own = requests.filter(({ block }) => side(block) === "own");
  const leftovers = new Leftovers();
  const switching: Switching = {
    file,
    own,
    sideOf: side,
    hasOthers: [...sides.values()].includes("other"),
    definitions: yield* variableUses(file, side),
    apps,
    from,
    to,
    edits: [],
    leftovers,
  };
  const ways = yield* switchTokens(switching);
  yield* switchLines(switching);
  yield* switchAddresses(switching);
  yield* switchIds(switching);
  yield* tellEncrypted(switching);
  return { ...ways, edits: inOrder(switching.edits, ways.tokens), requests: own, leftovers: leftovers.all };
}

/** An ID in a script may be found twice: the first counts. In a token that gives way, a part may look like one. */
function inOrder(edits: readonly TextEdit[], tokens: readonly TextRange[]): TextEdit[] {
  let end = -1;
  let next = 0;
  return [...edits]
    .sort((a, b) => a.start - b.start)
    .filter((edit) => {
      while ((tokens[next]?.end ?? Infinity) <= edit.start) next++;
      if (edit.start < end || edit.end > (tokens[next]?.start ?? Infinity)) return false;
      end = edit.end;
      return true;
    });
}

/** A request that carries a token of nobody knows whom isn't changed, and counts as another app's. */
function sideOf({ owner, hasToken }: OwnedRequest, { id }: JwtApp): Side {
  if (owner) return owner.app?.id === id ? "own" : "other";
  return hasToken ? "other" : undefined;
}

function* switchLines({ file, apps, from, to, edits }: Switching): Steps<void> {
  const text = appInLine(to.id, referenceTo(to, apps));
  for (const [index, { appLines }] of file.blocks.entries()) {
    if (index % BLOCKS_A_STEP === 0) yield;
    for (const { app } of appLines)
      if (appNamed(apps, app.text)?.id === from.id) edits.push({ start: app.start, end: app.end, text });
  }
}

const BLOCKS_A_STEP = 50;

/** Bodies that only the app's own endpoint can read. */
function* tellEncrypted({ file, own, from, to, leftovers }: Switching): Steps<void> {
  let count = 0;
  for (const [index, { request }] of own.entries()) {
    if (index % BLOCKS_A_STEP === 0) yield;
    const { body } = request;
    if (body && (yield* findPayloadsInSteps(file.text.slice(body.start, body.end))).length > 0) count++;
  }
  if (count === 1)
    leftovers.add(say("One body is encrypted for “{0}”: for “{1}” it can't be read.", from.name, to.name));
  if (count > 1)
    leftovers.add(say("{2} bodies are encrypted for “{0}”: for “{1}” they can't be read.", from.name, to.name, count));
}
