// What the gateway is compared with: express and http-proxy-middleware with a fresh token of jsonwebtoken a request, and
// connections that are kept alive. With `keyObject` the key is imported once.
const { createSecretKey, randomUUID } = require("node:crypto");
const { Agent } = require("node:http");
const express = require("express");
const { createProxyMiddleware } = require("http-proxy-middleware");
const jwt = require("jsonwebtoken");

const { clientId, clientSecret, target, enforceJti, keyObject } = JSON.parse(process.env.BENCH);
const key = keyObject ? createSecretKey(Buffer.from(clientSecret)) : clientSecret;

function token() {
  const claims = { sub: "1234567890", appId: clientId, ...(enforceJti && { jti: randomUUID() }) };
  return jwt.sign(claims, key, { algorithm: "HS256", expiresIn: 300 });
}

const app = express();
app.disable("x-powered-by");
app.use(
  "/bench",
  createProxyMiddleware({
    target,
    changeOrigin: true,
    agent: new Agent({ keepAlive: true, maxSockets: 256 }),
    on: { proxyReq: (proxied) => proxied.setHeader("auth", token()) },
  }),
);
const server = app.listen(0, "127.0.0.1", () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}/bench` })),
);
