/**
 * What people ask for in words that the catalogue has not, or has for something else, by the id of the endpoint that
 * gives it. They count a little less than the words of a name.
 */
export const ASKED_FOR: Readonly<Record<string, string>> = {
  "conversation-details-and-summary": "transcript, transcripts of a call or conversation",
  "conversation-history-v2": "transcript, transcripts of a call or conversation, chat log",
  "conversation-history-v1-post": "transcript, transcripts of a call or conversation, chat log",
  "get-analytics": "KPI, KPIs, dashboard, statistics",
  "task-execution-based-containment-report": "KPI, KPIs",
  "get-dashboard-widget-data": "KPI, KPIs",
  "fetch-feedback-response": "CSAT, NPS, survey, rating",
  "save-feedback-response": "CSAT, NPS, survey, rating",
  "get-user-information": "who logged in, last login, signed in",
  "get-admin-console-audit-logs": "who logged in, login, signed in, who changed what",
  "get-changelogs": "who changed what",
  "outbound-calling-vg": "call a customer or a phone number, dial, ring, telephone",
  "outbound-calling-vg-v2": "call a customer or a phone number, dial, ring, telephone",
  "send-outbound-sms": "send a text message",
  "proactive-notification": "send a message, WhatsApp, broadcast",
  "proactive-notification-v2": "send a message, WhatsApp, broadcast",
  "ml-utterance-train": "retrain the model, NLU",
  "faq-training": "retrain",
  "initiate-training": "retrain the index",
  "delete-customer-data": "erase, GDPR",
  "delete-users": "remove a member or person",
  "enable-channel": "WhatsApp",
  "create-a-case": "ticket, tickets",
  "get-cases": "ticket, tickets",
  "update-a-case": "ticket, tickets",
};
