import { strict as assert } from "node:assert";
import { doorAt } from "../../../src/domain/requests/write/doorAt";

describe("The doors beside the catalogue", () => {
  for (const [path, kind] of [
    ["/api/1.1/oAuth/token/jwtgrant", "jwtGrant"],
    ["/api/1.1/oauth/token/jwtgrant/?x=/y#z", "jwtGrant"],
    ["/chatbot/v2/webhook/st-1", "webhook"],
    ["/chatbot/v2/webhook/{{botId}}?a=b", "webhook"],
    ["/chatbot/v2/webhook", undefined],
    ["/chatbot/v2/webhook/st-1/more", undefined],
    ["/api/public/bot/st-1/export", undefined],
    ["", undefined],
  ] as const)
    it(`${kind ?? "none"}: ${path}`, () => assert.equal(doorAt(path)?.kind, kind));
});
