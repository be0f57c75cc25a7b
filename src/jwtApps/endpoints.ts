import { HELP_OPTION, readPlaces } from "../commandLine/readArguments";
import type { JwtApp } from "../domain/apps/jwtApp";
import {
  type Door,
  doorNeed,
  DOORS,
  appsOfDoor,
  type SoughtTargets,
  seekTargets,
} from "../domain/requests/write/doors";
import { targetCall, targetTitle } from "../domain/requests/write/requestTargets";
import { seekRemarks } from "../domain/requests/write/seekRemarks";
import { doorData, endpointData } from "../domain/requests/write/targetData";
import { AppsAtHand, nearestOf, type Standings } from "../domain/scopes/appsAtHand";
import { type Endpoint, endpoints as allEndpoints } from "../domain/scopes/catalogue";
import { needSentence, writtenCall } from "../domain/scopes/needSentence";
import { CREATED_IN, LEVEL_NAMES } from "../domain/scopes/scope";
import { standingSentence } from "../domain/scopes/standingSentence";
import { asText } from "../domain/text/asText";
import { inEnglish } from "../domain/text/inEnglish";
import { noCommand } from "../edge/noCommand";
import { type Command, DONE, exitCodes, NO } from "./command";
import { readAppsGiven } from "./givenApps";
import { printedJson } from "./printedJson";
import { type Row, tableLines } from "./table";

const USAGE = `node jwtApps.js endpoints [words…] [--apps apps.json] [options]

Finds endpoints of the platform's APIs by what they are for, a scope, a path, a URL or a curl command, the best first; all
of them without words. Says which scope opens each, and with --apps which app can call it. Needs no secret.
  --apps apps.json     what the command "Export Apps" writes
  --app "My app"       tells of that one alone
  --json               prints a list of {"endpointId", "api", "method", "path", "scopes", "access", "foundBy", "apps"}

A terminal gets a table of its width; a file or a pipe gets lines with tabs.

${exitCodes("no endpoint was found")}`;

/** Prints the endpoints that are looked for. */
export const endpoints: Command = async (args, _secretsJson, { out, error, columns }) => {
  const { values: wishes, places } = readPlaces(args, {
    apps: { type: "string" },
    app: { type: "string" },
    json: { type: "boolean", default: false },
    help: HELP_OPTION,
  });
  if (wishes.help) {
    out(USAGE);
    return DONE;
  }
  const given = wishes.apps === undefined && wishes.app === undefined ? undefined : await readAppsGiven(wishes, error);
  const apps = given?.app ? [given.app] : given?.apps;
  const typed = places.join(" ");
  const seeking = seekTargets(typed);
  for (const { label, detail } of seekRemarks(typed, seeking))
    error(noCommand(`${inEnglish(label)}. ${inEnglish(detail)}.`));
  const found = seeking ? foundBy(seeking) : [...allEndpoints(), ...DOORS];
  if (wishes.json) out(printedJson(found.map((target) => dataOf(target, seeking, apps))));
  else {
    const head = ["CALL", "NAME", "NEEDS", ...(apps ? ["APPS"] : [])];
    const rows = found.map((target) => ("kind" in target ? doorRow(target, apps) : endpointRow(target, apps)));
    for (const line of found.length > 0 ? tableLines(head, rows, columns) : []) out(noCommand(line));
  }
  return found.length > 0 ? DONE : NO;
};

/** A door that is rather meant than any endpoint stands first. */
function foundBy({ sought, doors }: SoughtTargets): readonly (Endpoint | Door)[] {
  return [
    ...doors.flatMap(({ door, isMeant }) => (isMeant ? [door] : [])),
    ...sought.found.map(({ endpoint }) => endpoint),
    ...doors.flatMap(({ door, isMeant }) => (isMeant ? [] : [door])),
  ];
}

function dataOf(
  target: Endpoint | Door,
  seeking: SoughtTargets | undefined,
  apps: readonly JwtApp[] | undefined,
): object {
  const isDoor = "kind" in target;
  return {
    ...(isDoor ? doorData(target) : endpointData(target)),
    ...(seeking && { foundBy: isDoor ? (seeking.sought.call ? "call" : "words") : seeking.sought.by }),
    ...(apps && {
      apps: isDoor
        ? { callable: appsOfDoor(target, apps).map(({ name }) => name) }
        : namesOf(new AppsAtHand(apps).standingsTo(target)),
    }),
  };
}

function namesOf(standings: Standings<JwtApp>): object {
  return Object.fromEntries(
    Object.entries(standings).map(([standing, of]) => [standing, of.map(({ name }) => name)] as const),
  );
}

function doorRow(door: Door, apps: readonly JwtApp[] | undefined): Row {
  const names = apps && appsOfDoor(door, apps).map(({ name }) => asText(name));
  const need = doorNeed(door).map(inEnglish).join(", ");
  return [asText(targetCall(door)), asText(targetTitle(door)), need, ...(names ? [names.join(", ") || NO_APP] : [])];
}

function endpointRow(endpoint: Endpoint, apps: readonly JwtApp[] | undefined): Row {
  const call = writtenCall(endpoint);
  return [
    typeof call === "string" ? asText(call) : inEnglish(call),
    asText(endpoint.api),
    needOf(endpoint),
    ...(apps ? [standingOf(endpoint, apps)] : []),
  ];
}

/** Of each level that can call it; once where all need the same. */
function needOf({ access }: Endpoint): string {
  const needs = CREATED_IN.flatMap((level) => {
    const need = access[level];
    return need ? [{ level, words: inEnglish(needSentence(need)) }] : [];
  });
  const isSame = new Set(needs.map(({ words }) => words)).size < 2;
  const shown = isSame ? needs.slice(0, 1) : needs;
  return shown.map(({ level, words }) => (isSame ? words : `${words} (${LEVEL_NAMES[level]})`)).join("; ");
}

const NO_APP = "no app for it here";

/** Of the apps that are nearest to calling it. */
function standingOf(endpoint: Endpoint, apps: readonly JwtApp[]): string {
  const standings = new AppsAtHand(apps).standingsTo(endpoint);
  const nearest = nearestOf(standings);
  if (nearest === "none") return NO_APP;
  const [first] = standings[nearest];
  const names = standings[nearest].map(({ name }) => asText(name)).join(", ");
  const sentence = standingSentence(nearest, first && endpoint.access[first.createdIn], names);
  return sentence ? inEnglish(sentence) : names;
}
