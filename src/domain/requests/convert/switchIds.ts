import { isAccountId, isBotId, isUuid, sameBotId } from "../../apps/platformIds";
import type { Steps } from "../../steps";
import { say } from "../../text/sentence";
import type { FileVariable } from "../read/requestFile";
import { sharedVariable } from "./switchAddresses";
import { isFree, isOutside, Places, type Switching } from "./switching";

const KINDS = ["botId", "accountId", "clientId", "appId"] as const;
type IdKind = (typeof KINDS)[number];

/**
 * Changes the app's IDs where each is a value of its own: in addresses, headers and bodies of its requests, in scripts
 * above them, and in variables. Takes time linear in the text.
 */
export function* switchIds(switching: Switching): Steps<void> {
  const { file, from, to } = switching;
  const kinds = new Map<string, IdKind>();
  // What has another form may be a word of any text.
  for (const kind of KINDS) {
    const id = from[kind];
    if (id !== undefined && (isUuid(id, { prefixed: true }) || isAccountId(id)) && !kinds.has(id.toLowerCase()))
      kinds.set(id.toLowerCase(), kind);
  }
  const places = new Places(switching);
  let count = 0;
  for (const { index, 0: id } of file.text.matchAll(ID)) {
    if (++count % IDS_A_STEP === 0) yield;
    const kind = kinds.get(id.toLowerCase());
    if (kind === undefined && !isBotId(id)) continue;
    const { definition, request, below, isComment } = places.at(index);
    if (isComment) continue;
    if (!definition && !request && !below) {
      const isKnown = kind !== undefined && to[kind] !== undefined && isOther(switching, kind);
      if (isKnown && isOutside(index, switching)) switching.leftovers.add(outside(id));
      continue;
    }
    if (kind === undefined) {
      // A script may have any.
      if (!definition && !request) continue;
      const isOthers = definition && (!definition.isOwn || definition.isOthers);
      if (!isOthers) otherBot(switching, id, definition?.variable);
    } else if (definition && !isFree(definition, switching)) {
      if (definition.isOwn && isOther(switching, kind)) switching.leftovers.add(sharedVariable(definition));
    } else change(switching, kind, { start: index, end: index + id.length });
  }
  yield* namedVariables(switching, kinds);
  yield* undefinedVariables(switching);
}

const IDS_A_STEP = 1_000;

/** All forms that the platform's IDs have, alone or behind a prefix. */
const ID = /(?<![\w-])(?:(?:[a-z]{1,3}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24})(?![\w-])/gi;

/** An ID of another form, where a variable of its name holds nothing else. */
function* namedVariables(switching: Switching, kinds: ReadonlyMap<string, IdKind>): Steps<void> {
  const { definitions, from } = switching;
  for (const [index, definition] of definitions.entries()) {
    if (index % IDS_A_STEP === 0) yield;
    const { name, value } = definition.variable;
    const kind = KINDS.find((one) => one === name.replace(/\d{1,3}$/, ""));
    if (kind === undefined || from[kind] !== value.text || kinds.has(value.text.toLowerCase())) continue;
    if (isFree(definition, switching)) change(switching, kind, value);
  }
}

/** A variable of an ID's name that the requests read and the file doesn't define: what it holds is set elsewhere. */
function* undefinedVariables(switching: Switching): Steps<void> {
  const { file, definitions, leftovers } = switching;
  const places = new Places(switching);
  const defined = new Set(definitions.map(({ variable }) => variable.name));
  let count = 0;
  for (const { index, 1: name = "" } of file.text.matchAll(/\{\{[ \t]{0,20}(\w{1,20})[ \t]{0,20}\}\}/g)) {
    if (++count % IDS_A_STEP === 0) yield;
    const kind = KINDS.find((one) => one === name);
    if (kind === undefined || defined.has(name) || !isOther(switching, kind)) continue;
    const { request, isComment } = places.at(index);
    if (request && !isComment) leftovers.add(say("“{0}” isn't defined in this file: its value stays.", `{{${name}}}`));
  }
}

function isOther({ from, to }: Switching, kind: IdKind): boolean {
  return from[kind]?.toLowerCase() !== to[kind]?.toLowerCase();
}

function change(
  switching: Switching,
  kind: IdKind,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  const { edits, to } = switching;
  const text = to[kind];
  if (text === undefined) missing(switching, kind);
  else if (isOther(switching, kind)) edits.push({ start, end, text });
}

function missing({ leftovers, to }: Switching, kind: IdKind): void {
  switch (kind) {
    case "botId":
      return leftovers.add(say("“{0}” has no bot ID: the one in the file stays.", to.name), {
        kind: "enterBotId",
        appId: to.id,
      });
    case "accountId":
      return leftovers.add(say("“{0}” has no account ID: the one in the file stays.", to.name));
    case "clientId":
    case "appId":
      return leftovers.add(say("“{0}” has no App ID: the one in the file stays.", to.name));
  }
}

function outside(id: string) {
  return say("“{0}” stands outside of requests, too: left as it is.", id);
}

/** A bot of neither app. */
function otherBot({ leftovers, from, to }: Switching, id: string, variable: FileVariable | undefined): void {
  if (to.botId !== undefined && sameBotId(to.botId, id)) return;
  const what = variable ? `@${variable.name}` : id;
  leftovers.add(say("“{0}” isn't the bot ID of “{1}”: left as it is.", what, from.name));
}
