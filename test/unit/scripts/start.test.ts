import { strict as assert } from "node:assert";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { findCode, withDataFolder } from "../../../scripts/start/desktop.mjs";
import { choosePort, parsePort } from "../../../scripts/start/port.mjs";
import { seen } from "../../until";

describe("npm start", () => {
  describe("the port", () => {
    let server: Server;
    let taken: number;
    before((done) => {
      server = createServer().listen(0, "127.0.0.1", () => {
        taken = (server.address() as AddressInfo).port;
        done();
      });
    });
    after((done) => void server.close(done));

    it("is refused in one sentence when it is in use", async () => {
      await assert.rejects(choosePort(taken), {
        name: "Failure",
        message: `Port ${taken} is in use: stop what uses it, or choose another one, as in "npm start -- --port 9000".`,
      });
    });

    it("is the next free one when none was asked for", async () => {
      const holder = createServer();
      // Another program may take it in between.
      const first = await seen("a free port is still free", async () => {
        const port = await choosePort(undefined);
        const listening = once(holder, "listening");
        holder.listen(port, "127.0.0.1");
        return listening.then(
          () => port,
          () => undefined,
        );
      });
      try {
        assert.ok((await choosePort(undefined)) > first);
      } finally {
        holder.close();
      }
    });

    for (const text of ["0", "65536", "-1", "80a", "", "1e3"])
      it(`is not "${text}"`, () =>
        assert.throws(() => parsePort(text), {
          name: "Failure",
          message: `--port ${text} is not a port: give a number from 1 to 65535.`,
        }));
    it("is what the option says", () => assert.equal(parsePort("9000"), 9000));
    it("is open without an option", () => assert.equal(parsePort(undefined), undefined));
  });

  describe("a desktop VS Code", () => {
    const there =
      (...paths: string[]) =>
      (path: string): boolean =>
        paths.includes(path);

    it("is found in the PATH first", () =>
      assert.equal(findCode("linux", { PATH: "/a:/b" }, there("/b/code", "/usr/bin/code")), "/b/code"));
    it("is found in macOS's applications", () => {
      const path = "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code";
      assert.equal(findCode("darwin", { PATH: "", HOME: "/Users/me" }, there(path)), path);
    });
    it("is found where Windows' user installation puts it", () => {
      const path = "C:\\Users\\me\\AppData\\Local\\Programs\\Microsoft VS Code\\bin\\code.cmd";
      assert.equal(
        findCode("win32", { Path: "C:\\Windows", LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local" }, there(path)),
        path,
      );
    });
    it("is not found where there is none", () => assert.equal(findCode("linux", { PATH: "/a" }, there()), undefined));

    it("is told from other programs by its own data folder", () => {
      const listing = [
        "  10 /usr/share/code/code --user-data-dir /x/data /ws",
        "  11 /usr/share/code/code --type=renderer --user-data-dir=/x/data --foo",
        "  12 vi /x/data/settings.json",
        "  13 /usr/share/code/code --user-data-dir /x/data2",
        "",
      ].join("\n");
      assert.deepEqual(withDataFolder(listing, "/x/data"), [10, 11]);
    });
  });
});
