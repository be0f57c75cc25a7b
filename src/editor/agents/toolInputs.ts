import * as v from "valibot";

const text = (most: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(most));
const withApps = v.optional(v.boolean());

/** Characters of a token, an answer or a request that a model may hand over: what is longer is none. */
export const LONGEST_GIVEN = 20_000;

/** What each tool takes, by its name; package.json says the same to the model, and a test compares the two. */
export const TOOL_INPUTS = {
  listApps: v.object({}),
  findEndpoint: v.object({ text: v.optional(text(1_000)), endpoint: v.optional(text(100)), withApps }),
  writeRequest: v.object({
    endpoint: text(100),
    app: text(300),
    use: v.optional(v.picklist(["gateway", "script"])),
    uri: v.optional(text(2_000)),
  }),
  explainError: v.object({ text: text(LONGEST_GIVEN), request: v.optional(text(LONGEST_GIVEN)), withApps }),
  inspectToken: v.object({ token: v.optional(text(LONGEST_GIVEN)), withApps }),
};

export type ToolName = keyof typeof TOOL_INPUTS;
export type ToolInput<Name extends ToolName> = v.InferOutput<(typeof TOOL_INPUTS)[Name]>;
