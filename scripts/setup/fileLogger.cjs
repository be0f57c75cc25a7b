// VS Code writes its logs and every output channel of an extension through the native module @vscode/spdlog. Without
// npm's install scripts that one isn't built, and all of them would stay empty. This file stands in for its index.js.
"use strict";
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const LEVELS = ["trace", "debug", "info", "warning", "error", "critical"];
const METHODS = { trace: 0, debug: 1, info: 2, warn: 3, error: 4, critical: 5 };

class Logger {
  #path;
  #level = 2;
  #pattern = "[%Y-%m-%d %H:%M:%S.%e] [%l] %v%n";

  constructor(_kind, _name, path) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    for (const [method, level] of Object.entries(METHODS)) this[method] = (text) => this.#write(level, text);
  }

  getLevel() {
    return this.#level;
  }

  /** 6 is off. */
  setLevel(level) {
    this.#level = level;
  }

  setPattern(pattern) {
    this.#pattern = `${pattern}%n`;
  }

  /** A text as it is, without a line break of its own. */
  clearFormatters() {
    this.#pattern = "%v";
  }

  flush() {}
  drop() {}

  #write(level, text) {
    if (level < this.#level) return;
    const now = new Date();
    const digits = (value, length = 2) => String(value).padStart(length, "0");
    const parts = {
      Y: now.getFullYear(),
      m: digits(now.getMonth() + 1),
      d: digits(now.getDate()),
      H: digits(now.getHours()),
      M: digits(now.getMinutes()),
      S: digits(now.getSeconds()),
      e: digits(now.getMilliseconds(), 3),
      l: LEVELS[level],
      v: text,
      n: "\n",
    };
    appendFileSync(
      this.#path,
      this.#pattern.replace(/%([YmdHMSelvn])/g, (_, part) => parts[part]),
    );
  }
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, path) => new Logger("rotating", name, path);
exports.createAsyncRotatingLogger = async (name, path) => new Logger("rotating_async", name, path);
