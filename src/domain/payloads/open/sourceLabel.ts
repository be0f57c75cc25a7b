import { asText, plain, type PlainText } from "../../text/asText";

/**
 * How a tab names what something was read from: the name of a file, cleaned and cut, and its lines, as in
 * `requests.http:38` and `requests.http:2, 9`. No path, and nothing in it that can't be seen or that may be a secret.
 * @param path of a URI or a file
 * @param lines from 1, ascending; none where the file alone says enough
 */
export function sourceLabel(path: string, lines: readonly number[] = []): PlainText {
  const [first, last] = [lines[0], lines.at(-1)];
  const name = fileLabel(path);
  if (first === undefined || last === undefined) return name;
  return plain`${name}:${asText(lines.length > MAX_LINES ? `${first}…${last}` : lines.join(", "))}`;
}

const MAX_LINES = 3;
/** UTF-16 units of a name: a tab shows no more. */
const MAX_NAME = 40;

function fileLabel(path: string): PlainText {
  const name = asText(
    path
      .slice(-MAX_PATH)
      .split(/[/\\]/)
      .filter((part) => part.trim() !== "")
      .at(-1) ?? "",
    { maxLength: MAX_PATH },
  );
  // A token, or a key: what is as long and without spaces is no name that people gave.
  const spoken = name.replace(/[A-Za-z0-9_+=-]{30,}/g, (run) => `${run.slice(0, 8)}…`);
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(spoken)?.[0] ?? "";
  const stem = spoken.slice(0, spoken.length - extension.length).replace(/^[\s.]+(?=.)/, "");
  const whole = asText(stem, { maxLength: MAX_NAME - extension.length });
  return whole === "" && extension === "" ? asText("…") : plain`${whole}${asText(extension)}`;
}

/** UTF-16 units; no file has as long a name. */
const MAX_PATH = 4_000;
