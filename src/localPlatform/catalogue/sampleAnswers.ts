import { isObject } from "../../domain/text/json";
import type { Call } from "../http/call";
import { errorAnswer, NOTE_HEADER, type HttpAnswer } from "../http/httpAnswer";
import { property } from "../http/jsonBody";

/**
 * An answer in the shape that the API's page shows, with invented values; `{}` and a header that says so for the APIs
 * whose answers are not known.
 */
export function sampleAnswer(call: Call, now: Date): HttpAnswer {
  const sample = SAMPLES[call.found.endpoint.id];
  if (!sample) return { status: 200, body: {}, headers: { [NOTE_HEADER]: "no-sample" } };
  const made = sample(call, now.toISOString());
  return isAnswer(made) ? made : { status: 200, body: made.sample, headers: { [NOTE_HEADER]: "sample" } };
}

type Sample = (call: Call, now: string) => HttpAnswer | { readonly sample: unknown };

function isAnswer(made: HttpAnswer | { readonly sample: unknown }): made is HttpAnswer {
  return "status" in made;
}

const USER_ID = "u-00000000-0000-5000-8000-000000000001";
const SESSION_ID = "000000000000000000000001";
const TASK_ID = "dg-00000000-0000-5000-8000-000000000001";
const PEOPLE = ["jane.doe@example.com", "john.doe@example.com"];

const sessions: Sample = (call, now) => ({
  sample: {
    total: 1,
    moreAvailable: false,
    sessions: [
      {
        sessionId: SESSION_ID,
        botId: botOf(call),
        channel: "rtm",
        userId: USER_ID,
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
      },
    ],
  },
});

const SAMPLES: Readonly<Record<string, Sample>> = {
  "sessions-history": sessions,
  "sessions-history-of-account": sessions,
  "get-analytics": (call, now) => ({
    sample: {
      moreAvailable: false,
      result: [
        {
          _id: SESSION_ID,
          messageId: "ms-00000000-0000-5000-8000-000000000001",
          sessionId: SESSION_ID,
          utterance: "Book a ticket",
          intent: "Book a ticket",
          userId: USER_ID,
          channelUId: "jane.doe@example.com",
          language: "en",
          timestamp: now,
          pinned: false,
          channel: "rtm",
          winningIntent: [],
          isAmbiguous: false,
          ambiguousIntents: [],
          taskName: "Book a ticket",
          flow: [],
          taskId: TASK_ID,
          customTags: { userTags: [], sessionTags: [], messageTags: [] },
          NLAnalysis: {
            result: text(property(call.json, "type")) ?? "successintent",
            botid: botOf(call),
            task: "Book a ticket",
          },
        },
      ],
    },
  }),
  "llm-and-generative-ai-usage-logs": (call, now) => ({
    // Keys as the page prints them, the white space at an end included.
    sample: [
      {
        "Prompt Name": "Default",
        Integration: "OpenAI",
        "start Date": now,
        "End Date": now,
        "Time Taken": 1000,
        statusCode: 200,
        "Bot ID": botOf(call),
        "User ID": USER_ID,
        "Feature Name ": "GenAI Node",
        "Model Name": "GPT-4",
        "Channel Name": "msteams",
        Description: "Book a ticket",
        "task Id": TASK_ID,
        Status: "Success",
        "Payload Details": {
          "Prompt Name": "Default",
          "Request Payload": {},
          "Response Payload": {},
          "Request Tokens": 10,
          "Response Tokens": 5,
        },
      },
    ],
  }),
  "conversation-details-and-summary": ({ json }, now) => ({
    sample: {
      conversationInfo: {
        userId: USER_ID,
        callId: text(property(json, "callId")) ?? "00001",
        sessionStartTime: now,
        agentHandOffTime: now,
        userDetails: { firstName: "", lastName: "", phoneNumber: null },
        currentTask: "null",
        sessionId: text(property(json, "sessionId")) ?? SESSION_ID,
      },
      conversationFlow: [{ status: "completedTask", messageStoreId: "ms-1", taskName: "ConnectToAgent" }],
      conversationHistory: [
        {
          type: "outgoing",
          status: "pending",
          createdOn: now,
          components: [{ cT: "text", data: { text: "Agent transfer initiated" } }],
        },
      ],
      ...(property(json, "isSummaryRequired") === true && {
        summary: { ConversationSummary: "The customer wants to book a ticket.", time: now },
      }),
    },
  }),
  "get-user-information": ({ json }, now) => ({
    sample: mailsIn(json, "emailIds").map((mail) =>
      PEOPLE.includes(mail) ? userInformation(mail, now) : unknownUser(mail),
    ),
  }),
  "get-user-roles-details": ({ app }) => ({
    sample: {
      total: PEOPLE.length,
      availableMore: false,
      users: PEOPLE.map((username, index) => ({
        username,
        orgUserId: `user-${index + 1}`,
        accountId: app.accountId ?? "000000000000000000000000",
        isDeveloper: true,
        canCreateBot: true,
        userId: `u-00000000-0000-5000-8000-00000000000${index + 1}`,
        btRoles: [],
        adminRoles: [],
      })),
    },
  }),
  "create-users": ({ json }) => ({
    sample: {
      msg: "User is created Successfully.",
      failedUserDetails: [],
      moreAvailable: false,
      total: lengthOf(property(json, "users")),
    },
  }),
  "delete-users": ({ json }) => ({
    sample: {
      msg: "Users are removed Successfully",
      moreAvailable: false,
      total: lengthOf(property(json, "deleteEmailIds") ?? property(json, "orgUserIds")),
    },
  }),
  "update-user-access": ({ json }) => {
    // Documented (platform.md, 3.5); the code of the body stands for the status, which the page doesn't give.
    const mails = mailsIn(json, "emailIds");
    if (!mails.length) return errorAnswer(400, "emailIds can't be empty");
    if (property(json, "canCreateBot") === true && property(json, "isDeveloper") === false)
      return errorAnswer(403, "Invalid values in the body");
    if (!mails.every((mail) => PEOPLE.includes(mail))) return errorAnswer(400, "One or more entered emails not found");
    return { sample: ["SUCCESS"] };
  },
  "find-intent": (call) => ({
    sample: {
      request: {
        input: text(property(call.json, "input")) ?? "",
        streamName: text(property(call.json, "streamName")) ?? "",
      },
      response: {
        usedtime: 1,
        debugTitle: "Intent Match Successful: 'Book a ticket'",
        result: "successintent",
        bot: text(property(call.json, "streamName")) ?? "",
        botid: botOf(call),
        task: "Book a ticket",
        taskId: TASK_ID,
        intentStatus: "published",
        subType: "dialog",
        input: [text(property(call.json, "input")) ?? ""],
        identifiedVia: "cs em",
        language: "en",
        finalResolver: {
          winningIntent: [
            { intent: "Book a ticket", taskId: TASK_ID, activityType: "dialog", state: "published", score: 1 },
          ],
          entities: [],
        },
      },
      streamId: botOf(call),
      streamName: text(property(call.json, "streamName")) ?? "",
    },
  }),
  "ml-utterance-train-status": () => ({
    sample: {
      trainingStatus: "Finished",
      isMlInSyncWithSentences: true,
      trainDetails: { nlpVersion: 3, trainVersion: 3 },
    },
  }),
  "bot-publish-status": (call, now) => ({
    sample: {
      _id: "ds-00000000-0000-5000-8000-000000000001",
      action: "RUN",
      jobType: "PUBLISH_BOT",
      streamId: botOf(call),
      countOfDockStatuses: 1,
      createdBy: USER_ID,
      percentageComplete: 100,
      requestedTime: now,
      status: "successful",
      lastModifiedOn: now,
      initiatedOn: now,
      statusSummary: [{ resourceId: "SETTINGS", resourceType: "SETTINGS", name: "Settings", status: "SUCCESS" }],
    },
  }),
};

function userInformation(emailId: string, now: string) {
  return {
    canCreateBot: true,
    isDeveloper: true,
    userInfo: { emailId, userId: USER_ID, firstName: "", lastName: "", status: "active", lastLogin: now },
    roles: { btRoles: [], adminRoles: [] },
    groups: [],
  };
}

/** Documented (platform.md, 3.5). */
function unknownUser(emailId: string) {
  const reason = { errors: [{ msg: "User not found. Please check the provided email address.", code: 400 }] };
  return { userInfo: { emailId, status: "failure", reason } };
}

function botOf({ app, found }: Call): string {
  return found.params["botId"] ?? found.params["streamId"] ?? app.botId ?? "st-00000000-0000-5000-8000-000000000001";
}

function mailsIn(json: unknown, name: string): string[] {
  const mails = isObject(json) ? property(json, name) : undefined;
  return Array.isArray(mails) ? mails.filter((mail) => typeof mail === "string") : [];
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
