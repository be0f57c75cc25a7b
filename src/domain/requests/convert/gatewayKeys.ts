import type { Steps } from "../../steps";
import { GATEWAY_VARIABLE, gatewayAddressesInSteps } from "../destination/gatewayAddress";
import type { TextEdit } from "../findings/mendVariable";
import { parseRequestFileInSteps } from "../read/parseRequestFile";
import { gatewayDefinition, type GatewayVariable } from "../write/gatewayVariable";
import { BaseVariables, changedDefinitions } from "./definitions";
import { wholeLine } from "./useGateway";

/** Takes the gateway's addresses with their keys out of a request file: its variable stands in their place. */
export function* withoutGatewayKeys(text: string, from: GatewayVariable): Steps<TextEdit[]> {
  const found = yield* gatewayAddressesInSteps(text);
  if (found.length === 0) return [];
  const file = yield* parseRequestFileInSteps(text);
  yield;
  const definition = gatewayDefinition(from);
  const ends = new Map(found.map(({ start, end }) => [start, end]));
  const own = file.blocks
    .flatMap(({ variables }) => variables)
    .filter(({ name, value }) => name === GATEWAY_VARIABLE && ends.get(value.start) === value.end);
  yield;
  const ownStarts = new Set(own.map(({ value }) => value.start));
  const edits = own.map(({ start, end, value }): TextEdit =>
    definition === undefined
      ? { ...wholeLine(text, { start, end }), text: "" }
      : { start: value.start, end: value.end, text: definition },
  );
  const rest = found.filter(({ start }) => !ownStarts.has(start));
  const bases = yield* BaseVariables.of(file);
  const isDefined = own.length > 0 || definition === undefined;
  const name = isDefined || rest.length === 0 ? GATEWAY_VARIABLE : bases.nameOf(definition, GATEWAY_VARIABLE);
  edits.push(...rest.map(({ start, end }) => ({ start, end, text: `{{${name}}}` })));
  edits.push(...(yield* changedDefinitions(file, edits, { added: bases.added, unused: new Set() })));
  return edits.sort((a, b) => a.start - b.start);
}
