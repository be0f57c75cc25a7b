import { strict as assert } from "node:assert";
import { appsOfDoor, doorAt, DOORS, seekDoors } from "../../../src/domain/requests/write/doors";
import { seekEndpoints } from "../../../src/domain/scopes/seekEndpoints";

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

  const sought = (typed: string): (readonly [string, boolean])[] =>
    seekDoors(typed, seekEndpoints(typed) ?? {}).map(({ door, isMeant }) => [door.kind, isMeant]);
  it("are found by a call, and by words of their names and paths", () => {
    assert.deepEqual(sought("POST https://h/api/1.1/oAuth/token/jwtgrant"), [["jwtGrant", true]]);
    assert.deepEqual(sought("curl 'https://h/chatbot/v2/webhook/st-1'"), [["webhook", true]]);
    assert.deepEqual(sought("the JWT grant"), [["jwtGrant", true]]);
    assert.deepEqual(sought("webhook"), [["webhook", false]]);
    assert.deepEqual(sought("https://h/api/public/bot/st-1/export"), []);
    assert.deepEqual(sought("export bot"), []);
    assert.deepEqual(sought(""), []);
  });

  it("are for the apps that are there for them, or else for all that can be", () => {
    const [grant, webhook] = DOORS;
    assert.ok(grant && webhook);
    const apps = [
      { createdIn: "xo", usedFor: "apis" },
      { createdIn: "admin", usedFor: "sdks" },
      { createdIn: "tables", usedFor: "apis" },
    ] as const;
    assert.deepEqual(appsOfDoor(grant, apps), [apps[1]]);
    assert.deepEqual(appsOfDoor(webhook, apps), [apps[0], apps[1]]);
    assert.deepEqual(appsOfDoor(webhook, []), []);
  });
});
