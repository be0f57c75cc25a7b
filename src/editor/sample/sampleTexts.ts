import type { JwtApp } from "../../domain/apps/jwtApp";
import { decrypt } from "../../domain/payloads/decrypt/decrypt";
import { encrypt } from "../../domain/payloads/write/encrypt";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import { webPorts } from "../../domain/ports";
import { targetById } from "../../domain/requests/write/requestTargets";
import { appLine, writeRequestFile } from "../../domain/requests/write/writeRequest";
import { createMinter } from "../../domain/tokens/mint";
import { payloadKeyring } from "../payloads/payloadKeyring";
import type { AppStore } from "../storage/appStore";

/** One of the sample's texts, under the name and the language that it has in an editor. */
export interface SampleText {
  readonly name: string;
  readonly language: string;
  readonly make: () => Promise<string>;
  /** Whether a text that is there already serves as well. */
  readonly isOwn: (text: string) => Promise<boolean>;
}

export interface SampleTexts {
  readonly request: SampleText;
  readonly response: SampleText;
}

/** A request with a token that has expired, and a response that is encrypted for the app. */
export function sampleTexts(app: JwtApp, store: AppStore, ports: PayloadPorts): SampleTexts {
  return {
    request: {
      name: "requests.http",
      language: "http",
      make: () => expiredRequest(app, store),
      isOwn: async (text) => text.split(/\r?\n/).includes(appLine(app)),
    },
    response: {
      name: "captured-response.json",
      language: "json",
      make: () => encryptedResponse(app, ports),
      // Where the keys are others, in another browser say, nothing can read it any more.
      isOwn: async (text) => {
        const keys = await payloadKeyring(store, app);
        return decrypt(text, keys, ports).then(
          ({ kind }) => kind === "text",
          () => false,
        );
      },
    },
  };
}

/** What the response says once it is decrypted, in the shape of the platform's session history. */
const RESPONSE = {
  sessions: [
    {
      sessionId: "65f0c1a2b3c4d5e6f7a8b9c0",
      status: "close",
      containmentType: "selfService",
      startTime: "2025-03-01T09:12:44.000Z",
      endTime: "2025-03-01T09:15:02.000Z",
    },
    {
      sessionId: "65f0c1a2b3c4d5e6f7a8b9c1",
      status: "close",
      containmentType: "agent",
      startTime: "2025-03-01T10:40:10.000Z",
      endTime: "2025-03-01T10:58:31.000Z",
    },
  ],
  total: 2,
  moreAvailable: false,
};

async function encryptedResponse({ payloadKey }: JwtApp, ports: PayloadPorts): Promise<string> {
  const keys = payloadKey?.kind === "keyPair" ? { publicKeyPem: payloadKey.publicKey } : {};
  const { body } = await encrypt(new TextEncoder().encode(JSON.stringify(RESPONSE)), keys, ports);
  const response = { status: 200, api: "getSessions", response: JSON.parse(body) as unknown };
  return `${JSON.stringify(response, undefined, 2)}\n`;
}

/** With a token of an hour ago, which Refresh replaces. */
async function expiredRequest(app: JwtApp, store: AppStore): Promise<string> {
  const secrets = await store.secretsOf(app);
  const minter = createMinter({ ...webPorts, clock: () => webPorts.clock() - 3_600_000 });
  const mint = async (): Promise<string> =>
    secrets ? (await minter.mint(app, secrets, { lifetimeSeconds: 300 })).token : "";
  return writeRequestFile([targetById("sessions-history")], { app, placement: { kind: "line", mint } });
}
