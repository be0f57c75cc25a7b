// What the local platform is compared with: express and jsonwebtoken doing the same check of one app's HS256 token.
// With `keyObject` its key is imported once, which users of jsonwebtoken seldom do: a secret that is given as text it
// first tries as a public key, each time.
const { createSecretKey } = require("node:crypto");
const express = require("express");
const jwt = require("jsonwebtoken");

const { clientId, clientSecret, botId, keyObject } = JSON.parse(process.env.BENCH);
const apps = new Map([[clientId, keyObject ? createSecretKey(Buffer.from(clientSecret)) : clientSecret]]);
const app = express();
app.disable("x-powered-by");
app.use(express.json());

function authenticate(request, response, next) {
  const token = request.get("auth");
  const secret = apps.get(jwt.decode(token)?.appId);
  try {
    if (!secret) throw new Error("unknown app");
    jwt.verify(token, secret, { algorithms: ["HS256"] });
    next();
  } catch {
    response.status(401).json({ errors: [{ msg: "Invalid SDK credentials", code: 4002 }] });
  }
}

app.post("/api/public/bot/:botId/getSessions", authenticate, (request, response) => {
  if (request.params.botId !== botId)
    return response.status(401).json({ errors: [{ msg: "Invalid SDK credentials", code: 4002 }] });
  const now = new Date().toISOString();
  const session = {
    sessionId: "000000000000000000000001",
    botId,
    channel: "rtm",
    userId: "u-1",
    start_time: now,
    end_time: now,
    session_lang: ["en"],
    sessionType: "interactive",
    isDeveloper: false,
    sessionStatus: "closed",
    tags: { userTags: [], sessionTags: [], altText: [] },
    noOfMessagesExchanged: 2,
    noOfTasksExecuted: 1,
    containmentType: "selfService",
  };
  return response.json({ total: 1, moreAvailable: false, sessions: [session] });
});

const server = app.listen(0, "127.0.0.1", () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })),
);
