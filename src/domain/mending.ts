/** What mends a problem of an app: each is one thing that a person starts, and that asks before it changes anything. */
export const MENDINGS = [
  "enterClientSecret",
  "enterSigningKey",
  "enterPlatformKey",
  "enterPayloadKey",
  "confirmAlgorithm",
  "assignScopes",
  "assignTables",
  "publishScopes",
] as const;
export type Mending = (typeof MENDINGS)[number];

/** What no row of an app asks for, since it works without: the app's form, at that field. */
export const FIELD_MENDINGS = ["enterHost", "enterBotId"] as const;
export type FieldMending = (typeof FIELD_MENDINGS)[number];

/** A mending of one app, by its internal id: several apps can have one name. It carries no authority. */
export interface AppMending {
  readonly kind: Mending | FieldMending;
  readonly appId: string;
}
