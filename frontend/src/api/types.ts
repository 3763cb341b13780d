/** Names for the shapes of the HTTP API; `make api-types` makes them from the server's own description. */
import type { components } from './schema';

type Shapes = components['schemas'];

// ── everywhere ─────────────────────────────────────────────────────────────
export type Id = string;
export type Localised = Shapes['Localised'] | string;
export type PersonRef = Shapes['PersonRef'];
export type JsonValue = Shapes['JsonValue'];

// ── session and people ─────────────────────────────────────────────────────
export type Me = Shapes['Me'];
export type SetupState = Shapes['SetupState'];
export type Language = Shapes['Self']['language'];
export type ThemeChoice = Shapes['Self']['theme'];
export type Organisation = Shapes['Organisation'];
export type CalendarYear = Shapes['CalendarYear'];
export type NamedDay = Shapes['NamedDay'];
export type CurrencyRates = Shapes['CurrencyRates'];
export type DatedRate = Shapes['DatedRate'];
export type Person = Shapes['Person'];
export type Holdings = Shapes['Holdings'];
export type PersonPage = Shapes['PersonPage'];
export type Share = Shapes['Share'];
export type ShareList = Shapes['ShareList'];
export type Place = Shapes['Place'];
export type PlaceList = Shapes['PlaceList'];
export type Role = Shapes['Role'];
export type RoleList = Shapes['RoleList'];
export type Token = Shapes['Token'];
export type OpenSession = Shapes['OpenSession'];
export type Notice = Shapes['Notice'];
export type NoticePage = Shapes['NoticePage'];

// ── the run-time description of an app, the gallery ────────────────────────
export type AppSummary = Shapes['AppSummary'];
export type AppContents = Shapes['AppContents'];
export type AppDescription = Shapes['AppDescription'];
export type MenuItem = Shapes['MenuItem'];
export type EntityDescription = Shapes['EntityDescription'];
export type FormulaTree = Shapes['FormulaTree'];
export type FieldOption = Shapes['FieldOption'];
export type FieldDescription = Shapes['FieldDescription'];
export type FieldSettings = Shapes['FieldSettings'];
export type StateMachine = Shapes['StateMachine'];
export type StateTransition = Shapes['StateTransition'];
export type StateStage = Shapes['StateStage'];
export type FormDescription = Shapes['FormDescription'];
export type LayoutNode = Shapes['LayoutNode'];
export type LinkageRule = Shapes['LinkageRule'];
export type ViewDescription = Shapes['ViewDescription'];
export type ButtonDescription = Shapes['ButtonDescription'];
export type Template = Shapes['Template'];
export type Made = Shapes['Made'];

// ── records ────────────────────────────────────────────────────────────────
export type RecordItem = Shapes['RecordItem'];
export type SystemRecordItem = Shapes['SystemRecordItem'];
export type Values = RecordItem['values'];
export type RecordPage = Shapes['RecordPage'];
export type AggregateRow = Shapes['AggregateRow'];
export type BatchAnswer = Shapes['BatchAnswer'];
export type Explanation = Shapes['Explanation'];
export type Readers = Shapes['Readers'];
export type TimelineItem = Shapes['TimelineItem'];
export type TimelineChange = Shapes['TimelineChange'];
export type TimelinePage = Shapes['TimelinePage'];
export type Duplicates = Shapes['Duplicates'];
export type DuplicateGroups = Shapes['DuplicateGroups'];
export type RecordMoment = Shapes['RecordMoment'];
export type RecordVersions = Shapes['RecordVersions'];
export type ToldName = Shapes['ToldName'];
export type TrashKept = Shapes['TrashKept'];
export type MergePreview = Shapes['MergePreview'];
export type MergesOfRecord = Shapes['MergesOfRecord'];
export type MergeUndone = Shapes['MergeUndone'];
export type Score = Shapes['Score'];
export type ActionAnswer = Shapes['ActionAnswer'];
export type SavedView = Shapes['SavedView'];
export type SavedViews = Shapes['SavedViews'];
export type ViewDefinition = Shapes['ViewDefinition'];
export type Follow = Shapes['Follow'];
export type SearchHit = Shapes['SearchHit'];
export type StoredFile = Shapes['StoredFile'];
export type FileTable = Shapes['FileTable'];
export type Job = Shapes['Job'];
export type ImportPreview = Shapes['ImportPreview'];
export type ImportResult = Shapes['ImportResult'];
export type PastImports = Shapes['PastImports'];
export type UndoOutlook = Shapes['UndoOutlook'];
export type FieldNote = Shapes['FieldNote'];
export type SchemaProposal = Shapes['SchemaProposal'];
export type BpmnFlow = Shapes['BpmnFlow'];
export type TableProposal = Shapes['TableProposal'];

export type PoolState = Shapes['PoolState'];
export type ClaimAnswer = Shapes['Claims'];
export type Enrolment = Shapes['Enrolment'];
export type EnrolmentPage = Shapes['EnrolmentPage'];
export type EnrolmentHistory = Shapes['EnrolmentHistory'];
export type RecordSequences = Shapes['RecordSequences'];
export type EnrolledRecords = Shapes['EnrolledRecords'];
export type SequenceCounts = Shapes['SequenceCounts'];
export type SequenceTimes = Shapes['SequenceTimes'];

// ── flows ──────────────────────────────────────────────────────────────────
export type InboxItem = Shapes['InboxItem'];
export type InboxPage = Shapes['InboxPage'];
export type SeatView = Shapes['SeatView'];
export type FlowInstance = Shapes['FlowInstance'];
export type FlowNode = Shapes['FlowNode'];
export type FlowEdge = Shapes['FlowEdge'];
export type FlowSeat = Shapes['FlowSeat'];
export type FlowVisit = Shapes['FlowVisit'];
export type FlowIncident = Shapes['FlowIncident'];
export type FlowEvent = Shapes['FlowEvent'];
export type Foreseen = Shapes['Foreseen'];
export type Foresight = Shapes['Foresight'];
export type SaveForesight = Shapes['SaveForesight'];
export type PlayedFlow = Shapes['PlayedFlow'];
export type FlowPlay = Shapes['Play'];
export type InboxFlows = Shapes['InboxFlows'];

export type ProxyList = Shapes['ProxyList'];
export type HandedOver = Shapes['HandedOver'];

// ── dashboards ─────────────────────────────────────────────────────────────
export type WidgetColumn = Shapes['WidgetColumn'];
export type Figure = Shapes['Figure'];
export type Table = Shapes['Table'];
export type WidgetData = Shapes['WidgetData'];
export type WidgetDocument = Shapes['WidgetDocument'];
export type FilterDocument = Shapes['FilterDocument'];
export type DashboardDocument = Shapes['DashboardDocument'];
export type DashboardAnswer = Shapes['DashboardAnswer'];
export type DashboardData = Shapes['DashboardData'];

// ── the builder ────────────────────────────────────────────────────────────
export type Draft = Shapes['Draft'];
export type DraftEntry = Shapes['DraftEntry'];
export type ProblemItem = Shapes['ProblemItem'];
export type DocumentRead = Shapes['DocumentRead'];
export type DocumentWritten = Shapes['DocumentWritten'];
export type Plan = Shapes['Plan'];
export type PlanStep = Shapes['PlanStep'];
export type VersionItem = Shapes['VersionItem'];
export type UseItem = Shapes['UseItem'];
export type Connector = Shapes['ConnectorItem'];
export type Connection = Shapes['ConnectionItem'];
export type Delivery = Shapes['Delivery'];
export type TestCall = Shapes['TestCall'];
export type Hook = Shapes['HookItem'];
export type HookDelivery = Shapes['HookDelivery'];
export type MadeHook = Shapes['MadeHook'];
export type Run = Shapes['Run'];
export type RunPage = Shapes['RunPage'];
export type RunRules = Shapes['RunRules'];
export type SimulationResult = Shapes['SimulationResult'];
export type SimulationStarted = Shapes['SimulationStarted'];
export type SimulatedCase = Shapes['SimulatedCase'];
export type TestResult = Shapes['TestResult'];
export type TestResults = Shapes['TestResults'];
export type TestProposal = Shapes['TestProposal'];
export type SheetRead = Shapes['SheetRead'];
export type CellsPasted = Shapes['CellsPasted'];
export type Reasons = Shapes['Reasons'];
export type RunStep = Shapes['RunStep'];
export type SetRecordPage = Shapes['SetRecordPage'];
export type DueRecords = Shapes['DueRecords'];
export type ScheduleTimes = Shapes['ScheduleTimes'];
export type ExpressionContext = NonNullable<Shapes['Question']['context']>;
export type ExpressionProblem = Shapes['ExpressionProblem'];
export type ExpressionCompletion = Shapes['ExpressionCompletion'];
export type ParsedExpression = Shapes['ParsedExpression'];
export type ExpressionTrial = Shapes['ExpressionTrial'];
export type FunctionItem = Shapes['FunctionItem'];

// ── public forms ───────────────────────────────────────────────────────────
export type FormLink = Shapes['FormLink'];
export type ShortLink = Shapes['ShortLink'];
export type ShortLinkList = Shapes['ShortLinkList'];
export type PublicFormDescription = Shapes['PublicFormDescription'];
export type PublicField = Shapes['PublicField'];
export type PublicChoice = Shapes['PublicChoice'];
export type PublicLook = Shapes['PublicLook'];
