import { strict as assert } from "node:assert";
import { targetById } from "../../../src/domain/requests/write/requestTargets";
import { writeRequestFile } from "../../../src/domain/requests/write/writeRequest";
import { callsOf, endpointById, endpoints, type Endpoint } from "../../../src/domain/scopes/catalogue";
import type { JsonValue } from "../../../src/domain/scopes/endpointRow";
import { sampleApp } from "../apps/sampleApp";

/** Switches that make a call reach further than what it names; where an example has one, it is off. */
const REACHING_FURTHER = [
  "RemoveDataFromAllBots",
  "allowDuplicates",
  "forceRecrawl",
  "fullImport",
  "includeSecureForm",
  "isSchedulingEnabled",
  "sendEmail",
  "setAsDefault",
  "skip2faVerification.idp",
  "skip2faVerification.sp",
];

describe("the examples of the catalogue, which requests are written with", () => {
  it("call each placeholder by what it stands for, in one word", () => {
    for (const endpoint of endpoints()) {
      for (const text of [...callsOf(endpoint).map(([, path]) => path), ...leavesOf(exampleOf(endpoint)).map(textOf)])
        for (const [, name = ""] of text.matchAll(/\{([^{}]*)\}/g)) {
          assert.match(name, /^[a-z][A-Za-z0-9]*$/, `${endpoint.id}: ${text}`);
          assert.notEqual(name, "id", `${endpoint.id}: ${text}`);
        }
    }
  });

  it("have all that an answer takes from its request", () => {
    let taken = 0;
    for (const { id, answer, answerText, errors, bodyExample, query, optionalQuery } of endpoints()) {
      const text = JSON.stringify([answer, answerText, errors]);
      for (const [, place, name = ""] of text.matchAll(/\{(body|query)\.([\w.-]+)\}/g)) {
        const source: JsonValue | undefined = place === "body" ? bodyExample : { ...optionalQuery, ...query };
        assert.notEqual(valueAt(source, name), undefined, `${id}: ${place}.${name}`);
        taken++;
      }
    }
    assert.ok(taken > 100, String(taken));
  });

  it("leave off what reaches further than what they name", () => {
    const found = new Set<string>();
    for (const endpoint of endpoints()) {
      for (const [place, value] of leavesOf(exampleOf(endpoint))) {
        const name = REACHING_FURTHER.find((switched) => `.${place}`.endsWith(`.${switched}`));
        if (name === undefined) continue;
        assert.equal(String(value), "false", `${endpoint.id}: ${place}`);
        found.add(name);
      }
    }
    assert.deepEqual([...found].sort(), REACHING_FURTHER.filter((name) => !/^(?:fullImport|setAs)/.test(name)).sort());
  });

  it("choose the least of what can be much", () => {
    assert.deepEqual(
      (
        [
          ["create-coaching-rules", "0.isActive"],
          ["create-custom-speech-service", "account"],
          ["enable-voice-or-sms-campaign-schedule-weekly", "recurrenceObject.weeklyDetails.whichDays"],
          ["import-batch-test-suite", "importType"],
          ["import-or-save-data-by-giving-details-v2", "data.0.isDefault"],
          ["import-or-save-data-by-giving-details-v2", "data.0.skills.0.isDefault"],
          ["initiate-training", "contentIds"],
          ["search-ai-app-import", "features"],
          ["device-unsubscription", "unsubscribe"],
        ] as const
      ).map(([id, place]) => valueAt(endpointById(id)?.bodyExample, place)),
      [
        false,
        "{accountId}",
        ["Mon"],
        "new",
        false,
        false,
        ["{contentId}"],
        ["answerConfig", "answerRetrievals"],
        undefined,
      ],
    );
  });

  it("name neither everything nor nothing where something is changed or deleted", () => {
    for (const endpoint of endpoints()) {
      if (endpoint.method !== "DELETE" && endpoint.method !== "PUT") continue;
      for (const [place, value] of leavesOf(exampleOf(endpoint))) {
        assert.doesNotMatch(textOf([place, value]), /^(?:all|\*)$/i, `${endpoint.id}: ${place}`);
        assert.notDeepEqual(value, [], `${endpoint.id}: ${place}`);
      }
    }
  });

  it("change and delete the rows of a table by a condition that is left to fill in", () => {
    for (const id of ["data-delete", "data-update"]) {
      const expressions = valueAt(endpointById(id)?.bodyExample, "query.expressions");
      assert.ok(Array.isArray(expressions) && expressions.length > 0, id);
      for (const [place, value] of leavesOf(expressions))
        if (place.endsWith("value")) assert.match(textOf([place, value]), /^\{\w+\}$/, id);
    }
  });

  it("delete a user's conversations of one day", () => {
    const [cId, startDate, endDate] = ["cId", "startDate", "endDate"].map((name) =>
      textOf([name, valueAt(endpointById("delete-conversations-of-channel-user")?.bodyExample, name) ?? null]),
    );
    assert.equal(cId, "{channelUserId}");
    const length = Date.parse(endDate ?? "") - Date.parse(startDate ?? "");
    assert.ok(length > 0 && length < 86_400_000, String(length));
  });

  it("leave open in a request file which language is to be turned off or changed, and which contact deleted", async () => {
    for (const [id, variable] of [
      ["disable-an-existing-language", "@targetLanguageCode = your-target-language-code"],
      ["update-a-language-configuration", "@targetLanguageCode = your-target-language-code"],
      ["add-and-enable-a-new-language", "@newLanguageCode = your-new-language-code"],
      ["delete-a-contact", "@contactId = your-contact-id"],
      ["delete-a-queue", "@queueId = your-queue-id"],
      ["delete-a-skill-group", "@skillGroupId = your-skill-group-id"],
      ["delete-an-agent-group", "@agentGroupId = your-agent-group-id"],
    ] as const) {
      const file = await writeRequestFile([targetById(id)], { app: sampleApp({}), placement: { kind: "script" } });
      assert.ok(file.includes(`${variable}\n`), file);
    }
  });

  it("are nobody's, and neither are the answers", () => {
    let seen = 0;
    for (const endpoint of endpoints()) {
      const { id, answer = null, answerText = "", errors } = endpoint;
      const shown = [exampleOf(endpoint), answer, answerText, errors.map(({ body = null }) => body)];
      for (const text of shown.flatMap((one) => leavesOf(one)).map(textOf)) {
        for (const [mail] of text.matchAll(/[\w.+-]+@[\w.-]+/g)) assert.match(mail, /@example\.com$/, id);
        for (const [url] of text.matchAll(/https?:\/\/[^/{]+/g))
          assert.match(url, /\/\/(?:[\w-]+\.)?example\.com$/, id);
        for (const [address] of text.matchAll(/\b\d+\.\d+\.\d+\.\d+\b/g)) assert.match(address, /^192\.0\.2\./, id);
        assert.doesNotMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}-|\b[0-9a-f]{24}\b/i, id);
        for (const [phone] of text.matchAll(/\+\d{6,}/g)) assert.match(phone, /^\+10+$/, id);
        seen++;
      }
    }
    assert.ok(seen > 2_000, String(seen));
  });

  it("stay within the range of days or months that their own page allows", () => {
    let checked = 0;
    for (const endpoint of endpoints()) {
      const [, from, to, than, number, unit] =
        /range from ([\w.]+) to ([\w.]+) is (at most|less than) (\d+) (days|months)/.exec(endpoint.limits ?? "") ?? [];
      if (from === undefined || to === undefined) continue;
      const [start, end] = [from, to].map((name) => dateAt(endpoint, name));
      if (start === undefined || end === undefined) continue;
      const last = new Date(start);
      if (unit === "months") last.setUTCMonth(last.getUTCMonth() + Number(number));
      else last.setUTCDate(last.getUTCDate() + Number(number));
      assert.ok(start <= end && (than === "at most" ? end <= last.getTime() : end < last.getTime()), endpoint.id);
      checked++;
    }
    assert.ok(checked >= 10, String(checked));
  });
});

/** All that a request is written with, besides its path. */
function exampleOf({ headers, query, bodyExample = null, formFields = {} }: Endpoint): JsonValue {
  return { headers, query, body: bodyExample, formFields };
}

/** What isn't made of other values, each with where it stands; an empty list is one. */
function leavesOf(value: JsonValue, place = ""): (readonly [place: string, value: JsonValue])[] {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return [[place, value]];
  return entries.flatMap(([name, item]) => leavesOf(item as JsonValue, place === "" ? name : `${place}.${name}`));
}

function textOf([, value]: readonly [string, JsonValue]): string {
  return typeof value === "string" ? value : "";
}

function valueAt(value: JsonValue | undefined, place: string): JsonValue | undefined {
  return place
    .split(".")
    .reduce<JsonValue | undefined>(
      (at, name) => (typeof at === "object" && at !== null ? (at as Record<string, JsonValue>)[name] : undefined),
      value,
    );
}

/** In milliseconds. */
function dateAt({ query, bodyExample }: Endpoint, name: string): number | undefined {
  const text = valueAt(bodyExample, name) ?? query[name];
  return typeof text === "string" ? Date.parse(text) : undefined;
}
