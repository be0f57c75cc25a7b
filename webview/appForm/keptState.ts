import { type FormContext, type FormValues, SECRET_FIELDS } from "../../src/domain/apps/form/formValues";
import { isVisible, keepableValues } from "../../src/domain/apps/form/formFields";
import type { KeptState } from "../protocol";

/** What is kept of the form as it stands. */
export function keptState(
  values: FormValues,
  context: FormContext,
  rest: Pick<KeptState, "saved" | "page" | "shownKeys">,
): KeptState {
  return {
    ...rest,
    ...(context.existing && { editing: context.existing.id }),
    values: keepableValues(values),
    dropped: SECRET_FIELDS.filter((field) => values[field] !== "" && isVisible(field, values, context)),
  };
}
