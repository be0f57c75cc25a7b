/** What an export says of each app of the journeys alike. */
export const EXPORTED = {
  usedFor: "apis",
  credentials: "pasted",
  algorithm: "HS256",
  enforceJti: false,
  enforceJwe: false,
  enforcePayloadEncryption: false,
  scopes: [],
  tables: [],
  createdAt: 1_750_000_000,
};
