// What the gateway and its opponent of the bench pass requests to: a server that does as little as one can.
const { readFileSync } = require("node:fs");
const { createServer } = require("node:http");

const small = Buffer.from(JSON.stringify({ total: 1, moreAvailable: false, sessions: [{ sessionId: "1", n: 2 }] }));
const files = new Map();

/** Each body once, as it was when it was first asked for: `/file?<path>`. */
function bodyOf(url) {
  const path = /\/file\?(.+)$/.exec(url)?.[1];
  if (path === undefined) return small;
  const known = files.get(path) ?? readFileSync(decodeURIComponent(path));
  files.set(path, known);
  return known;
}

const server = createServer((request, response) => {
  request.resume();
  if (request.headers.auth === undefined) {
    response.writeHead(401).end();
    return;
  }
  const body = bodyOf(request.url);
  response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })));
