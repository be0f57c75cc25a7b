import type { AppSecrets } from "../../../domain/apps/appSecrets";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import type { PayloadPorts } from "../../../domain/payloads/payloadPorts";
import { webPorts } from "../../../domain/ports";
import type { Verdict } from "../../../domain/tokens/verify/verdict";
import { verify } from "../../../domain/tokens/verify/verify";
import type { VerifyRequest } from "../../../domain/tokens/verify/verifyInput";
import type { AppStore } from "../../storage/appStore";

/** What the rule book needs beside what it judges. */
export interface Verifying {
  readonly store: Pick<AppStore, "apps" | "secretsOf">;
  readonly ports: () => Promise<PayloadPorts>;
}

export type SecretsOf = (app: JwtApp) => Promise<AppSecrets | undefined>;

/** Those that sign alone: nothing encrypted is opened with them. */
export function withoutDecryption(secretsOf: SecretsOf): SecretsOf {
  return async (app) => (await secretsOf(app))?.with(WITHOUT_DECRYPTION);
}

const WITHOUT_DECRYPTION = {
  payloadPrivateKey: undefined,
  payloadSharedKey: undefined,
  platformPrivateKey: undefined,
};

/** Asks the rule book, with the secrets that it takes. Of apps with one client ID whose signature doesn't tell, the tied one is meant. */
export async function verdictOf(
  { store, ports }: Verifying,
  {
    apps,
    tied,
    ...input
  }: {
    readonly token?: string;
    readonly request?: VerifyRequest | undefined;
    readonly apps: readonly JwtApp[];
    readonly tied?: JwtApp | undefined;
    readonly secretsOf?: SecretsOf;
  },
): Promise<Verdict> {
  const tiedFirst = tied ? [tied, ...apps.filter((app) => app !== tied)] : apps;
  return verify({
    secretsOf: (app) => store.secretsOf(app),
    ...input,
    apps: tiedFirst,
    clock: webPorts.clock,
    ports: { payloads: await ports() },
  });
}
