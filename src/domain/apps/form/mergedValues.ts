import type { FormValues } from "./formRules";

/**
 * What a form would hold if it had been opened on the app as it is now: what was typed stays, and what was left as it was
 * shown follows the app, which another window or command may have changed while the form was open. A client secret
 * that was typed belongs to the client ID beside it.
 * @param shown what the form began with
 * @param now the values of the app as it is
 */
export function mergedValues(typed: FormValues, shown: FormValues, now: FormValues): FormValues {
  const isTyped = (name: keyof FormValues): boolean =>
    typed[name] !== shown[name] || (name === "clientId" && typed.clientSecret !== shown.clientSecret);
  const untouched = Object.entries(now).filter(([name]) => !isTyped(name as keyof FormValues));
  return { ...typed, ...(Object.fromEntries(untouched) as Partial<FormValues>) };
}
