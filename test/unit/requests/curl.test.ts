import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { curlCommand } from "../../../src/domain/requests/curl";
import { endpointById } from "../../../src/domain/scopes/catalogue";
import { sampleApp } from "../apps/sampleApp";

const BOT = "st-12345678-1234-5234-8234-123456789012";

describe("curlCommand", () => {
  it("calls the endpoint with the app's header, host, bot ID and the documented body", () => {
    const app = sampleApp({ host: "platform.kore.ai", botId: BOT });
    const [url, auth] = curlCommand(app, endpointById("user-engagement-trend"), "TOKEN").split(" \\\n  ");
    assert.equal(url, `curl --request POST 'https://platform.kore.ai/api/public/bot/${BOT}/userEngagementTrend?aggregation_type=Daily&start_date=2020-09-01&end_date=2020-09-05&channels=rtm'`);
    assert.equal(auth, "--header 'auth: TOKEN'");
    const withBody = curlCommand(app, endpointById("sessions-history"), "TOKEN").split(" \\\n  ");
    assert.deepEqual(withBody.slice(2), [
      "--header 'content-type: application/json'",
      `--data '{"skip":0,"limit":100,"dateFrom":"2020-02-11","dateTo":"2020-02-12","includeMeta":true}'`,
    ]);
  });

  it("fills the headers of contact-center endpoints", () => {
    const app = sampleApp({ accountId: "0123456789abcdef01234567" });
    assert.match(curlCommand(app, endpointById("get-conversation-details"), "TOKEN"), /--header 'accountid: 0123456789abcdef01234567'/);
  });

  it("leaves what the app doesn't know as a placeholder, and speaks http to the local platform alone", () => {
    assert.match(curlCommand(sampleApp({}), undefined, "TOKEN"), /'https:\/\/\{host\}\/api\/public\/bot\/\{botId\}\/'/);
    assert.match(curlCommand(sampleApp({ host: "127.0.0.1:8787" }), undefined, "TOKEN"), /'http:\/\/127\.0\.0\.1:8787\//);
  });

  it("stays one command for a shell, whatever stands in an app file", () => {
    const app = sampleApp({ host: "h'; echo pwned; '", botId: "$(echo pwned)\n`echo pwned`" });
    const words = execFileSync("sh", ["-c", curlCommand(app, undefined, "T").replace("curl", "printf '%s\\0'")]).toString().split("\0");
    assert.deepEqual(words.slice(0, 5), ["--request", "POST", `https://h'; echo pwned; '/api/public/bot/$(echo pwned)\n\`echo pwned\`/`, "--header", "auth: T"]);
  });
});
