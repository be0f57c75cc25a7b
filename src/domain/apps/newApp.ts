import type { JwtApp } from "./jwtApp";

/** What a new app begins with, in the form and where an import leaves it open. */
export const NEW_APP = {
  createdIn: "xo",
  usedFor: "apis",
  algorithm: "HS256",
  credentials: "pasted",
  enforceJti: false,
  enforceJwe: false,
  enforcePayloadEncryption: false,
} as const satisfies Partial<JwtApp>;
