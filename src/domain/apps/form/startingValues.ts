import { type FieldName, type FormValues, isVisible, valuesOf } from "./formRules";
import type { FormStart } from "./formStart";
import type { JwtApp } from "../jwtApp";

/** The app's values as the form begins with them; where what is chosen leaves the field out, it begins as usual. */
export function startingValues(
  app: JwtApp,
  start: FormStart | undefined,
): { readonly values: FormValues; readonly focus?: FieldName } {
  const values = valuesOf(app);
  if (!start) return { values };
  const chosen = { ...values, ...start.values };
  return isVisible(start.field, chosen, { existing: app }) ? { values: chosen, focus: start.field } : { values };
}
