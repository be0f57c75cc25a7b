// Loaded into the server before anything else (`node --require`). The cookie that lets a browser in is as good as the
// password: no script of the page reads it (HttpOnly), and no other site's link or form makes the browser send it
// (SameSite=Strict). The server has no setting for either.
const { OutgoingMessage } = require("node:http");

const SESSION = /^code-server-session/;

const { setHeader, appendHeader } = OutgoingMessage.prototype;

OutgoingMessage.prototype.setHeader = function (name, value) {
  return setHeader.call(this, name, isSetCookie(name) ? strict(value) : value);
};

OutgoingMessage.prototype.appendHeader = function (name, value) {
  return appendHeader.call(this, name, isSetCookie(name) ? strict(value) : value);
};

function isSetCookie(name) {
  return String(name).toLowerCase() === "set-cookie";
}

function strict(value) {
  return Array.isArray(value) ? value.map(strictOne) : strictOne(value);
}

/** The cookie with the attributes it came with, but for the two. */
function strictOne(cookie) {
  if (!SESSION.test(String(cookie))) return cookie;
  const kept = String(cookie)
    .split(";")
    .map((part) => part.trim())
    .filter((part) => !/^(?:httponly|samesite)\b/i.test(part));
  return [...kept, "HttpOnly", "SameSite=Strict"].join("; ");
}
