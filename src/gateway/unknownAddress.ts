/** Why an address of ours leads nowhere. */
export type UnknownAddress = "no-address" | "another-key" | "no-app";

/** For the line that a person reads: a client is answered alike whatever it is. */
export const UNKNOWN_ADDRESSES: Readonly<Record<UnknownAddress, string>> = {
  "no-address": "it is no address of the gateway",
  "another-key": "the key in its address is another one",
  "no-app": "no app that is served has the name in its address",
};
