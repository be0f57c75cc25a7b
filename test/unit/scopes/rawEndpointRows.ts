/** The rows from which the catalogue was made: level | API | scope as its source writes it | method | path | payload encryption | confidence. */
export const RAW_ENDPOINT_ROWS: readonly string[] = `
xo | Sessions History | Bot Sessions | POST | /api/public/bot/{botId}/getSessions | encryption | documented
admin | Sessions History | Bot Analytics > Bot Sessions | POST | /api/public/getSessions | encryption | documented
xo | Get Analytics | Metrics | POST | /api/public/bot/{botId}/getAnalytics | encryption | documented
xo | Get Conversation Details | SmartAssist Analytics | GET | /agentassist/api/v1/public/{botId}/conversations/sessions/{sessionId} | encryption | documented
xo | Get All Conversations Data - Call Details v1 | SmartAssist Analytics | POST | /agentassist/api/public/analytics/account/{accountId}/calldetails | encryption | documented
xo | LLM and Generative AI Usage Logs | Gen AI and LLM Usage Logs | POST | /api/1.1/public/bot/{botId}/getLLMUsageLogs | encryption | documented
admin | LLM and Generative AI Usage Logs | API Scopes > Gen AI and LLM Usage Logs | POST | /api/1.1/public/bot/{botId}/getLLMUsageLogs | encryption | documented
xo | Conversation Details and Summary | Chat History | POST | /api/public/bot/{botId}/conversationDetails | encryption | documented
admin | Conversation Details and Summary | (encryption listed under Admin Console; page names no admin scope) | POST | /api/public/bot/{botId}/conversationDetails | encryption | documented
admin | Get User Information | User Management > User Management | POST | /api/public/usersInfo | encryption | documented
admin | Get User Roles Details | Profile Management > Role Management | GET | /api/public/alluserroles | encryption | documented
admin | Create Users | User Management > User Management | POST | /api/public/users | encryption | documented
admin | Update User | User Management > User Management | PUT | /api/public/users | encryption | documented
admin | Update User Access | Profile Management > Role Management | POST | /api/public/useraccess | encryption | documented
admin | Delete Users (Remove Users from Account) | User Management > User Management | DELETE | /api/public/users | encryption | documented
xo | Find Intent | Intent and Entity Detection | POST | /api/v1.1/rest/bot/{botId}/findIntent | - | documented
admin | Find Intent | Intent Identification > Intent and Entity Detection | POST | /api/v1.1/rest/bot/{botId}/findIntent | - | documented
xo | User Engagement Trend | User Engagement Trend | POST | /api/public/bot/{botId}/userEngagementTrend | - | documented
xo | User Engagement Trend (v2) | User Engagement Trend | POST | - | - | listed-only
xo | Batch Test Execution | Batch Tests Execution | POST | /api/public/bot/{botId}/testsuite/{testSuiteName}/run | - | documented
xo | Batch Test Execution Status | Batch Tests Execution | GET | /api/public/bot/{botId}/testsuite/{testSuiteName}/{testRunId}/status | - | documented
xo | Get Batch Test Suites | Batch Tests Management | GET | /api/public/bot/{botId}/testsuite | - | documented
admin | Get Batch Test Suites | Batch Tests Management | GET | /api/public/bot/{botId}/testsuite | - | documented
xo | Export Batch Test Suite | Batch Tests Management | POST | /api/public/bot/{botId}/testsuite/{testSuiteName}/export | - | documented
admin | Export Batch Test Suite | Batch Tests Management | POST | /api/public/bot/{botId}/testsuite/{testSuiteName}/export | - | documented
xo | Import Batch Test Suite | Batch Tests Management | POST | /api/public/bot/{botId}/testsuite/import | - | documented
admin | Import Batch Test Suite | Batch Tests Management | POST | /api/public/bot/{botId}/testsuite/import | - | documented
xo | Delete Batch Test Suite | Batch Tests Management | DELETE | /api/public/bot/{botId}/testsuite/{testSuiteName} | - | documented
admin | Delete Batch Test Suite | Batch Tests Management | DELETE | /api/public/bot/{botId}/testsuite/{testSuiteName} | - | documented
xo | Delete Batch Test Suite Execution | Batch Tests Management | DELETE | /api/public/stream/{streamId}/testsuite/{testSuiteName}/{testRunId} | - | test-suite
admin | Delete Batch Test Suite Execution | Batch Tests Management | DELETE | /api/public/stream/{streamId}/testsuite/{testSuiteName}/{testRunId} | - | test-suite
xo | Conversation History v1 (POST) | Chat History | POST | /api/public/bot/{botId}/getMessages | - | documented
admin | Conversation History v1 (POST) | Bot Analytics > Chat History | POST | /api/public/getMessages | - | documented
xo | Conversation History v1 (GET) | Chat History | GET | /api/public/bot/{botId}/getMessages | - | documented
xo | Conversation History v2 | Chat History | POST | /api/public/bot/{botId}/getMessagesV2 | - | documented
xo | Conversation History - Lightweight | Chat History | POST | /api/public/bot/{botId}/messages-lite | - | documented
admin | Conversation History - Lightweight | Bot Analytics > Chat History | POST | /api/public/bot/{botId}/messages-lite | - | documented
xo | Debug Logs | Debug Logs | GET | /api/1.1/{botId}/debuglogs | - | documented
xo | Translation Logs | Debug Logs | - | - | - | listed-only
xo | Bot Export | Bot Export | POST | /api/public/bot/{botId}/export | - | documented
admin | Bot Export | Bot Definition > Bot Export | POST | /api/public/bot/{botId}/export | - | documented
xo | Bot Export Status | Bot Export | GET | /api/public/bot/{botId}/export/status | - | documented
admin | Bot Export Status | Bot Definition > Bot Export | GET | /api/public/bot/{botId}/export/status | - | documented
xo | Bot Variables Import | Import Variables | POST | /api/1.1/public/builder/bot/{botId}/variables/import | - | documented
xo | Bot Variables Export | Export Variables | POST | /api/1.1/public/builder/bot/{botId}/variables/export | - | documented
xo | Proactive Notification | Proactive Messages | POST | /api/public/bot/{botId}/notify | - | documented
admin | Proactive Notification | Channel Management > Proactive Messages | POST | /api/public/bot/{botId}/notify | - | documented
xo | Proactive Notification Status | Proactive Messages | GET | /api/public/bot/{botId}/notify/status/{requestId} | - | documented
admin | Proactive Notification Status | Channel Management > Proactive Messages | GET | /api/public/bot/{botId}/notify/status/{requestId} | - | documented
xo | ML Utterance Train | Train ML | POST | /api/public/bot/{botId}/ml/train | - | documented
admin | ML Utterance Train | Test and Train > Train ML | POST | /api/public/bot/{botId}/ml/train | - | documented
xo | ML Utterance Train Status | Train ML | GET | /api/public/bot/{botId}/ml/train/status | - | documented
admin | ML Utterance Train Status | Test and Train > Train ML | GET | /api/public/bot/{botId}/ml/train/status | - | documented
xo | FAQ Training | Train FAQ | POST | /api/public/bot/{botId}/faqs/train | - | documented
admin | FAQ Training | Test and Train > Train FAQ | POST | /api/public/bot/{botId}/faqs/train | - | documented
xo | FAQ Training Status | Train FAQ | GET | /api/public/bot/{botId}/faqs/train/status | - | documented
admin | FAQ Training Status | Test and Train > Train FAQ | GET | /api/public/bot/{botId}/faqs/train/status | - | documented
xo | ML Utterances Import | Utterances Import | POST | /api/public/bot/{botId}/mlimport | - | documented
admin | ML Utterances Import | Test > Utterances Import and Train | POST | /api/public/bot/{botId}/mlimport | - | documented
xo | ML Utterances Import Status | Utterances Import | GET | /api/public/bot/{botId}/mlimport/status/{requestId} | - | documented
admin | ML Utterances Import Status | Test and Train > Utterances Import | GET | /api/public/bot/{botId}/mlimport/status/{requestId} | - | documented
xo | ML Utterances Export | Utterances Export | POST | /api/public/bot/{botId}/mlexport | - | documented
admin | ML Utterances Export | Test > Utterances Export and Train | POST | /api/public/bot/{botId}/mlexport | - | documented
xo | ML Utterances Export Status | Utterances Export | GET | /api/public/bot/{botId}/mlexport/status | - | documented
admin | ML Utterances Export Status | Test > Utterances Export and Train | GET | /api/public/bot/{botId}/mlexport/status | - | documented
xo | Get ChangeLogs | Logs History | GET | /api/public/bot/{botId}/changelogs | - | documented
admin | Get ChangeLogs | Logs > Bot Audit Logs | GET | /api/public/bot/{botId}/changelogs | - | documented
xo | Billing Sessions | Billing Sessions | POST | /api/public/bot/{botId}/getBillingSessionsDetails | - | documented
admin | Billing Sessions | BotAnalytics > Billing Sessions (page) / Billing > Usage > Billing Sessions (list) | POST | /api/public/bots/getBillingSessionsDetails | - | documented
xo | Billing Usage Summary | Billing Sessions | POST | /api/public/bot/{botId}/billingsessionsummary | - | documented
admin | Billing Usage Summary | Billing > Usage > Billing Sessions | POST | /api/public/bots/billingsessionsummary | - | documented
xo | Billing Usage Summary - result | Billing Sessions | GET | /api/public/bot/{botId}/billingsessionsummary/status | - | documented
admin | Billing Usage Summary - result | Billing > Usage > Billing Sessions | GET | /api/public/bots/billingsessionsummary/status | - | documented
xo | Get Dashboard Widget Data | Custom Reports | GET | /api/public/bot/{botId}/dashboard/{dashboardName}/widget/{widgetName} | - | documented
admin | Get Dashboard Widget Data | Custom Reports > Custom Reports | GET | /api/public/bot/{botId}/dashboard/{dashboardName}/widget/{widgetName} | - | documented
xo | Get Dashboard Widget Data (filters) | Custom Reports | POST | /api/public/bot/{botId}/dashboard/{dashboardName}/widget/{widgetName} | - | documented
admin | Get Dashboard Widget Data (filters) | Custom Reports > Custom Reports | POST | /api/public/bot/{botId}/dashboard/{dashboardName}/widget/{widgetName} | - | documented
xo | RCS msgevents (opt-in / broadcast) | RCS Message Events | POST | - | - | documented-partial
xo | Task Execution-based Containment Report | Metrics | POST | /api/public/bot/{botId}/taskContainmentReport | - | documented
xo | Task Execution-based Containment Report - result | Metrics | GET | /api/public/bot/{botId}/taskContainmentReport/status/{id} | - | documented
xo | Extraction from file or URL | Manage Knowledge Graph | POST | /api/public/bot/{botId}/qna/import | - | documented
admin | Extraction from file or URL | Manage Knowledge Graph | POST | /api/public/bot/{botId}/qna/import | - | documented
xo | Get FAQs | Manage Knowledge Graph | GET | /api/public/bot/{botId}/faqs | - | documented
admin | Get FAQs | Manage Knowledge Graph | GET | /api/public/bot/{botId}/faqs | - | documented
xo | Get Extractions History | Manage Knowledge Graph | - | - | - | listed-only
admin | Get Extractions History | Manage Knowledge Graph | - | - | - | listed-only
xo | Get Extraction Questions | Manage Knowledge Graph | - | - | - | listed-only
admin | Get Extraction Questions | Manage Knowledge Graph | - | - | - | listed-only
xo | Get KnowledgeTasks | Manage Knowledge Graph | - | - | - | listed-only
admin | Get KnowledgeTasks | Manage Knowledge Graph | - | - | - | listed-only
xo | Add Questions from Extraction | Manage Knowledge Graph | - | - | - | listed-only
admin | Add Questions from Extraction | Manage Knowledge Graph | - | - | - | listed-only
xo | Get FAQs V2 | Manage Knowledge Graph | - | - | - | listed-only
admin | Get FAQs V2 | Manage Knowledge Graph | - | - | - | listed-only
xo | Update NLP Configurations | NLP Configurations | POST | /api/public/bot/{botId}/configurations | - | documented
admin | Update NLP Configurations | Test > NLP Configurations & Train | POST | /api/public/bot/{botId}/configurations | - | documented
xo | Update FAQs | Update FAQs | - | - | - | not-found
xo | Add and Enable a New Language | Languages Configuration | - | - | - | listed-only
admin | Add and Enable a New Language | API Scopes > Language Settings | - | - | - | listed-only
xo | Enable an existing Language | Languages Configuration | - | - | - | listed-only
admin | Enable an existing Language | API Scopes > Language Settings | - | - | - | listed-only
xo | Disable an existing Language | Languages Configuration | - | - | - | listed-only
admin | Disable an existing Language | API Scopes > Language Settings | - | - | - | listed-only
xo | Update a Language Configuration | Languages Configuration | - | - | - | listed-only
admin | Update a Language Configuration | API Scopes > Language Settings | - | - | - | listed-only
xo | Change the Default Language | Languages Configuration | POST | /api/1.1/public/bot/{botId}/defaultLanguage | - | documented
admin | Change the Default Language | API Scopes > Language Settings | POST | /api/1.1/public/bot/{botId}/defaultLanguage | - | documented
xo | Create (Import) a Conversation Test Suite | Conversation Tests Management | - | - | - | listed-only
admin | Create (Import) a Conversation Test Suite | Conversation Tests Management | - | - | - | listed-only
xo | Conversation Test Suite Creation Status | Conversation Tests Management | - | - | - | listed-only
admin | Conversation Test Suite Creation Status | Conversation Tests Management | - | - | - | listed-only
xo | Delete Conversation Test Suite | Conversation Tests Management | - | - | - | listed-only
admin | Delete Conversation Test Suite | Conversation Tests Management | - | - | - | listed-only
xo | Conversation Test Suite Execution | Conversation Tests Execution | - | - | - | listed-only
admin | Conversation Test Suite Execution | Conversation Tests Execution | - | - | - | listed-only
xo | Conversation Test Suite Execution Status | Conversation Tests Execution | - | - | - | listed-only
admin | Conversation Test Suite Execution Status | Conversation Tests Execution | - | - | - | listed-only
xo | Manage SDK Push Notifications | SDK Push Notifications | - | - | - | listed-only
xo | Get Linked Apps | Get linked App details | - | - | - | listed-only
admin | Get Linked Apps | Getlinkedbotdetails | - | - | - | listed-only
xo | Delete Conversations | Delete Conversations | - | - | - | listed-only
xo | Conversation Summary | Conversation Summary | - | - | - | listed-only
xo | Save Feedback Response | Feedback Survey | - | - | - | listed-only
admin | Save Feedback Response | Bot Analytics > Feedback Analytics | - | - | - | listed-only
xo | Fetch Feedback Response | Feedback Survey | - | - | - | listed-only
admin | Fetch Feedback Response | Bot Analytics > Feedback Analytics | - | - | - | listed-only
xo | Answer generation (Search AI advancedSearch) | Answer Generation | POST | /api/public/stream/{streamId}/advancedSearch | - | documented
admin | Upload File | any app created by the account administrator (page: scope not applicable; list: Bot Definition > Bot Import) | POST | /api/public/uploadfile | - | documented
admin | Import Bot as a New Bot | Bot Definition > Bot Import | POST | /api/public/bot/import | - | test-suite
admin | Import Bot into an Existing Bot | Bot Definition > Bot Import | POST | /api/public/bot/{botId}/import | - | test-suite
admin | Bot Import Status | Bot Definition > Bot Import | GET | /api/public/bot/import/status/{requestId} | - | test-suite
admin | Install Sample Bot | Bot Definition > Bot Create | GET | /api/public/samplebots/{streamId}/add | - | test-suite
admin | Enable Channel | Channel Management | POST | /api/public/channels | - | test-suite
admin | Publish Bot | Bot Publish > Publish | POST | /api/public/bot/{botId}/publish | - | documented
admin | Bot Publish Status | Bot Publish > Publish | GET | /api/public/bot/{botId}/publish/status | - | test-suite
admin | Get Bots | Profile Management > Role Management | GET | /api/public/bots | - | documented
admin | Assign BT Roles | Profile Management > Role Management | POST | /api/public/btroles/assignments | - | test-suite
admin | Import Roles | Profile Management > Role Management | - | - | - | listed-only
admin | Get Roles | Profile Management > Role Management | - | - | - | listed-only
admin | Get Groups | Profile Management > Role Management | - | - | - | listed-only
admin | Export Roles | Profile Management > Role Management | - | - | - | listed-only
admin | Assign Admin Roles | Profile Management > Role Management | - | - | - | listed-only
admin | Delete Customer Data | Profile Management > Delete Users Data | - | - | - | listed-only
admin | Delete Customer Data Status | Profile Management > Delete Users Data | GET | /api/public/bot/eraseUsersData/status/{requestId} | - | documented
admin | Get Admin Console Audit Logs | Logs > Admin Console Audit Logs | GET | /api/public/auditlogs | - | documented
xo | Data Insert | Data Table: Write | POST | /api/public/tables/{tableName} | - | documented
xo | Data Insert (Bulk) | Data Table: Write | POST | /api/public/tables/{tableName}/bulk | - | documented
xo | Data Update | Data Table: Read + Write | PUT | /api/public/tables/{tableName} | - | documented
xo | Data Delete | Data Table: Read + Delete | DELETE | /api/public/tables/{tableName} | - | documented
xo | Query Table | Data Table: Read | POST | /api/public/tables/{tableName}/query | - | documented
xo | Query View | Table View: Read | POST | /api/public/views/{viewName}/query | - | documented
xo | get-intent-real-time-data | SmartAssist Analytics | - | - | - | listed-only
xo | historical-agent-status-summary | SmartAssist Analytics | - | - | - | listed-only
xo | agent-status-details | SmartAssist Analytics | - | - | - | listed-only
xo | get-all-conversations-data-call-details-v2 | SmartAssist Analytics | - | - | - | listed-only
xo | list-of-conversations | SmartAssist Analytics | - | - | - | listed-only
xo | get-a-specific-conversation | SmartAssist Analytics | - | - | - | listed-only
xo | queue-size | SmartAssist Analytics | - | - | - | listed-only
xo | create-an-agent | SmartAssist Analytics | - | - | - | listed-only
xo | list-all-agents | SmartAssist Analytics | - | - | - | listed-only
xo | get-a-specific-agent | SmartAssist Analytics | - | - | - | listed-only
xo | update-a-specific-agent | SmartAssist Analytics | - | - | - | listed-only
xo | create-a-skill | SmartAssist Analytics | - | - | - | listed-only
xo | get-all-skill-groups | SmartAssist Analytics | - | - | - | listed-only
xo | create-an-agent-group | SmartAssist Analytics | - | - | - | listed-only
xo | get-the-agent-id-using-custom-id | Configuration | - | - | - | listed-only
xo | check-agent-availability-status | Configuration | - | - | - | listed-only
xo | get-all-agent-groups | Configuration | - | - | - | listed-only
xo | create-a-contact-by-giving-details | Configuration | - | - | - | listed-only
xo | create-bulk-contacts | Configuration | - | - | - | listed-only
xo | get-all-contacts | Configuration | - | - | - | listed-only
xo | update-a-contact | Configuration | - | - | - | listed-only
xo | delete-a-contact | Configuration | - | - | - | listed-only
xo | create-custom-speech-service | Configuration | - | - | - | listed-only
xo | create-a-queue | Configuration | - | - | - | listed-only
xo | get-a-list-of-queues | Configuration | - | - | - | listed-only
xo | get-a-specific-queue | Configuration | - | - | - | listed-only
xo | update-a-specific-queue | Configuration | - | - | - | listed-only
xo | delete-a-queue | Configuration | - | - | - | listed-only
xo | update-queue-priority | Configuration | - | - | - | listed-only
xo | hours-of-operation | Configuration | - | - | - | listed-only
xo | import-or-save-data-by-giving-details | SmartAssist Import and Export Feature | - | - | - | listed-only
xo | import-or-save-data-by-giving-details-v2 | SmartAssist Import and Export Feature | - | - | - | listed-only
xo | export-data-by-giving-details | SmartAssist Import and Export Feature | - | - | - | listed-only
xo | export-data-by-giving-details-v2 | SmartAssist Import and Export Feature | - | - | - | listed-only
xo | transfer-conversation-to-a-specific-agent-or-queue | Routing | - | - | - | listed-only
xo | agents | WFM Integration | - | - | - | listed-only
xo | queues | WFM Integration | - | - | - | listed-only
xo | agent-activity | WFM Integration | - | - | - | listed-only
xo | contact-volume | WFM Integration | - | - | - | listed-only
xo | agent-performance | WFM Integration | - | - | - | listed-only
xo | create-sms-campaign-using-template-v2 | Campaign Management | - | - | - | listed-only
xo | get-sms-campaign-by-id-v2 | Campaign Management | - | - | - | listed-only
xo | create-voice-campaign-agentless-v2 | Campaign Management | - | - | - | listed-only
xo | get-voice-campaign-by-id-v2 | Campaign Management | - | - | - | listed-only
xo | get-campaign-status-v2 | Campaign Management | - | - | - | listed-only
xo | get-all-campaigns-v2 | Campaign Management | - | - | - | listed-only
xo | create-contact-list-v2 | Campaign Management | - | - | - | listed-only
xo | send-outbound-sms | Outbound SMS | - | - | - | listed-only
xo | fetch-call-recording | SmartAssist Recordings | - | - | - | listed-only
xo | fetch-call-recording-v2 | SmartAssist Recordings | - | - | - | listed-only
xo | delete-call-recording | Delete Recordings | - | - | - | listed-only
xo | fetch-voicemail-recording | SmartAssist Voicemail | - | - | - | listed-only
xo | outbound-calling-vg | SmartAssist Dialout | - | - | - | listed-only
xo | outbound-calling-vg-v2 | SmartAssist Dialout | - | - | - | listed-only
`
  .trim()
  .split("\n");
