import * as v from "valibot";
import { UserError } from "../../domain/errors";
import { TOOL_INPUTS, type ToolInput, type ToolName } from "./toolInputs";

/**
 * What a model gave to a tool. VS Code says that it was compared with the schema in package.json, and doesn't do that.
 * @throws UserError `bad-input`, which names the member that is wrong
 */
export function checkedInput<Name extends ToolName>(name: Name, given: unknown): ToolInput<Name> {
  const schema: v.ObjectSchema<v.ObjectEntries, undefined> = TOOL_INPUTS[name];
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new UserError("bad-input", "The input must be an object, as the tool's schema says.");
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(schema.entries, key));
  if (unknown !== undefined)
    throw new UserError("bad-input", "The tool takes no member “{0}”.", { args: [unknown.slice(0, 100)] });
  const parsed = v.safeParse(TOOL_INPUTS[name], given);
  if (parsed.success) return parsed.output as ToolInput<Name>;
  throw new UserError("bad-input", "The member “{0}” is missing, or isn't as the tool's schema says.", {
    args: [v.getDotPath(parsed.issues[0]) ?? ""],
  });
}
