import * as v from "valibot";

/** Placeholder of the shape; replaced by the payloads module. */
export const EnvelopeProfile = v.object({ name: v.string() });
export type EnvelopeProfile = v.InferOutput<typeof EnvelopeProfile>;
