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

/** A mending of one app, by its internal id: several apps can have one name. It carries no authority. */
export interface AppMending {
  readonly kind: Mending;
  readonly appId: string;
}
