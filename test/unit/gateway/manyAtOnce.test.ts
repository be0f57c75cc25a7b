import assert from "node:assert/strict";
import { withPublished, withScopes } from "../../../src/domain/apps/assignScopes";
import { sampleApp } from "../apps/sampleApp";
import { BOT, SECRET, startPlatform } from "../localPlatform/runningPlatform";
import { startGateway } from "./runningGateway";

describe("the gateway before the local platform", () => {
  it("serves a thousand requests at once, each with a jti of its own", async () => {
    const app = withPublished(
      withScopes(sampleApp({ botId: BOT, enforceJti: true, credentials: "generated", slug: "sample" }), [
        "xo/bot-sessions",
      ]),
    );
    const platform = await startPlatform([{ app, secrets: { clientSecret: SECRET } }]);
    platform.setNow(Date.now());
    const running = await startGateway([app], { localPlatform: () => platform.url });
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () => running.send(`POST /api/public/bot/${BOT}/getSessions`, {}, {})),
    );
    await running.close();
    await platform.close();
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(platform.refusals.length, 0);
  });
});
