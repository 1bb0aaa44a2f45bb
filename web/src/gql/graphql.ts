/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What is asked. */
export type AcknowledgeExceptionInput = {
  /** Exception. */
  id: string;
  /** Note, in words. */
  reason?: string | null | undefined;
};

/** What is asked. */
export type AssignExceptionInput = {
  /** Who is to look after it: the subject of a token or an e-mail. */
  assignee: string;
  /** Exception. */
  id: string;
  /** Note, in words. */
  reason?: string | null | undefined;
};

/** What a figure can be grouped and filtered by. */
export type Dimension =
  /** By billing model. */
  | 'BILLING_MODEL'
  /** By bucket. */
  | 'BUCKET'
  /** By connection. */
  | 'CONNECTION'
  /** By customer. */
  | 'CUSTOMER'
  /** By engagement. */
  | 'ENGAGEMENT'
  /** By item. */
  | 'ITEM'
  /** By legal entity. */
  | 'LEGAL_ENTITY'
  /** By manager. */
  | 'MANAGER'
  /** By person. */
  | 'PERSON'
  /** By practice. */
  | 'PRACTICE'
  /** By project. */
  | 'PROJECT'
  /** By role. */
  | 'ROLE'
  /** By rule. */
  | 'RULE'
  /** By severity. */
  | 'SEVERITY'
  /** By stream. */
  | 'STREAM'
  /** By worker. */
  | 'WORKER';

/** A value of a dimension. */
export type DimensionPin = {
  /** Dimension. */
  dimension: Dimension;
  /** Its typed id or word; nothing for the rows that have no value. */
  id?: string | null | undefined;
};

/** Which way an order goes. */
export type Direction =
  /** Smallest first. */
  | 'ASC'
  /** Greatest first. */
  | 'DESC';

/** How it was resolved: seen to be gone, or accepted by a person. */
export type ExceptionResolution =
  /** accepted. */
  | 'ACCEPTED'
  /** verified. */
  | 'VERIFIED';

/** How bad it is. */
export type ExceptionSeverity =
  /** critical. */
  | 'CRITICAL'
  /** error. */
  | 'ERROR'
  /** info. */
  | 'INFO'
  /** warning. */
  | 'WARNING';

/** Where it stands. */
export type ExceptionState =
  /** acknowledged. */
  | 'ACKNOWLEDGED'
  /** open. */
  | 'OPEN'
  /** pending. */
  | 'PENDING'
  /** resolved. */
  | 'RESOLVED';

/** What kind of fact a field is; decides who may read it. */
export type FactClass =
  /** Bill rates, contract, invoice and payment amounts. */
  | 'COMMERCIAL'
  /** Cost rates, labour cost, margin. */
  | 'COST'
  /** Payloads and connector errors. */
  | 'OPERATIONAL'
  /** A person's name, e-mail and own figures. */
  | 'PERSONAL'
  /** Anybody who sees the row. */
  | 'PLAIN'
  /** Never served. */
  | 'SECRET';

/** A stretch of time that figures are given by. */
export type Grain =
  /** By day. */
  | 'DAY'
  /** By fiscal quarter. */
  | 'FISCAL_QUARTER'
  /** By fiscal year. */
  | 'FISCAL_YEAR'
  /** By month. */
  | 'MONTH'
  /** By quarter. */
  | 'QUARTER'
  /** By week. */
  | 'WEEK'
  /** By year. */
  | 'YEAR';

/** Kind of document. */
export type InvoiceDocument =
  /** credit note. */
  | 'CREDIT_NOTE'
  /** invoice. */
  | 'INVOICE';

/** Status; pending approval and rejected count as draft. */
export type InvoiceStatus =
  /** cancelled. */
  | 'CANCELLED'
  /** draft. */
  | 'DRAFT'
  /** open. */
  | 'OPEN'
  /** paid. */
  | 'PAID'
  /** unknown. */
  | 'UNKNOWN'
  /** void. */
  | 'VOID';

/** A place in the order of groups: by a metric, a dimension or the period; absent values come last. */
export type MetricOrder = {
  /** By this dimension's label. */
  dimension?: Dimension | null | undefined;
  /** Which way; ascending where empty. */
  direction?: Direction | null | undefined;
  /** By this metric's value. */
  metric?: string | null | undefined;
  /** By the period. */
  period?: boolean | null | undefined;
};

/** What is asked. */
export type ResolveExceptionInput = {
  /** Exception. */
  id: string;
  /** Why it is accepted, in words. */
  reason: string;
};

/** What a row of an answer is. */
export type RowKind =
  /** A group. */
  | 'ROW'
  /** All groups of a period. */
  | 'SUBTOTAL'
  /** All groups. */
  | 'TOTAL';

/** How a stream does. */
export type StreamHealth =
  /** Its last attempts failed. */
  | 'FAILING'
  /** Without a good run for too long. */
  | 'LATE'
  /** Loading for the first time. */
  | 'LOADING'
  /** Landed in time. */
  | 'OK';

/** What a value is measured in. */
export type Unit =
  /** A number of things. */
  | 'COUNT'
  /** Days. */
  | 'DAYS'
  /** Hours. */
  | 'HOURS'
  /** Money, 4 decimals. */
  | 'MONEY'
  /** A fraction, 6 decimals. */
  | 'RATIO';

/** How far a value can be trusted. */
export type ValueState =
  /** Nothing to measure. */
  | 'EMPTY'
  /** Hidden from the viewer. */
  | 'MASKED'
  /** A number. */
  | 'OK'
  /** A number from sources that are late or unproven, or with rows left out. */
  | 'PARTIAL'
  /** No number follows from the rows; `reasons` says why. */
  | 'UNDEFINED';

export type TilesQueryVariables = Exact<{
  from: string;
  to: string;
  keys: Array<string> | string;
}>;


export type TilesQuery = { metrics: { nodes: Array<{ values: Array<{ key: string, value: string | null, unit: Unit, currency: string | null, state: ValueState, reasons: Array<string>, population: number, excludedByPermission: number, compared: { difference: string | null } | null, parts: Array<{ name: string, value: string | null, unit: Unit, state: ValueState }> }> }> }, trend: { nodes: Array<{ values: Array<{ value: string | null }> }> } };

export type ValueFragment = { key: string, value: string | null, unit: Unit, currency: string | null, state: ValueState, reasons: Array<string>, population: number, excludedByPermission: number, parts: Array<{ name: string, value: string | null, unit: Unit, state: ValueState }> };

export type GroupedQueryVariables = Exact<{
  keys: Array<string> | string;
  by: Array<Dimension> | Dimension;
  from: string;
  to: string;
  order?: Array<MetricOrder> | MetricOrder | null | undefined;
  first?: number | null | undefined;
  grain?: Grain | null | undefined;
}>;


export type GroupedQuery = { metrics: { totalCount: number, asOf: string, nodes: Array<{ kind: RowKind, period: { from: string, to: string }, dimensions: Array<{ dimension: Dimension, id: string | null, label: string | null }>, values: Array<{ key: string, value: string | null, unit: Unit, currency: string | null, state: ValueState, reasons: Array<string>, population: number, excludedByPermission: number, parts: Array<{ name: string, value: string | null, unit: Unit, state: ValueState }> }> }> } };

export type ContributionsQueryVariables = Exact<{
  key: string;
  dimensions: Array<DimensionPin> | DimensionPin;
  from: string;
  to: string;
  first?: number | null | undefined;
}>;


export type ContributionsQuery = { contributions: { totalCount: number, sum: string, pageInfo: { hasNextPage: boolean }, nodes: Array<{ kind: string, id: string | null, on: string, amount: string, hours: string | null, provenance: { system: string, externalId: string, runId: string, payloadHash: string, receivedAt: string } | null }> } };

export type IntegrationQueryVariables = Exact<{ [key: string]: never; }>;


export type IntegrationQuery = { connections: Array<{ id: string, vendor: string, paused: boolean, errorCode: string | null, errorDetail: string | null }>, streams: { nodes: Array<{ connection: string | null, stream: string | null, state: StreamHealth, rows: number | null, watermarkAt: string | null, lastOkAt: string | null, attempt: number | null, deadLetters: number }> } };

export type ExceptionsQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type ExceptionsQuery = { exceptions: { totalCount: number, nodes: Array<{ id: string, rule: string, severity: ExceptionSeverity, state: ExceptionState, title: string, detail: string | null, hint: string, daysWaiting: number, owner: string, assignee: string | null, detectedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, deadlineAt: string | null, resolution: ExceptionResolution | null, reason: string | null, customer: { id: string, name: string } | null, project: { id: string, name: string } | null, evidence: Array<{ name: string, value: string }> | null, amount: { amount: string, currency: string | null } | null, amountGroup: { amount: string, currency: string | null } | null, maskedFields: Array<{ field: string, class: FactClass, rule: string }> }> } };

export type TroubleFragment = { id: string, rule: string, severity: ExceptionSeverity, state: ExceptionState, title: string, detail: string | null, hint: string, daysWaiting: number, owner: string, assignee: string | null, detectedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, deadlineAt: string | null, resolution: ExceptionResolution | null, reason: string | null, customer: { id: string, name: string } | null, project: { id: string, name: string } | null, evidence: Array<{ name: string, value: string }> | null, amount: { amount: string, currency: string | null } | null, amountGroup: { amount: string, currency: string | null } | null, maskedFields: Array<{ field: string, class: FactClass, rule: string }> };

export type ExceptionEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ExceptionEventsSubscription = { exceptions: { cursor: string, exception: { id: string, rule: string, severity: ExceptionSeverity, state: ExceptionState, title: string, detail: string | null, hint: string, daysWaiting: number, owner: string, assignee: string | null, detectedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, deadlineAt: string | null, resolution: ExceptionResolution | null, reason: string | null, customer: { id: string, name: string } | null, project: { id: string, name: string } | null, evidence: Array<{ name: string, value: string }> | null, amount: { amount: string, currency: string | null } | null, amountGroup: { amount: string, currency: string | null } | null, maskedFields: Array<{ field: string, class: FactClass, rule: string }> } } };

export type AcknowledgeMutationVariables = Exact<{
  input: AcknowledgeExceptionInput;
}>;


export type AcknowledgeMutation = { acknowledgeException: { exception: { id: string, rule: string, severity: ExceptionSeverity, state: ExceptionState, title: string, detail: string | null, hint: string, daysWaiting: number, owner: string, assignee: string | null, detectedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, deadlineAt: string | null, resolution: ExceptionResolution | null, reason: string | null, customer: { id: string, name: string } | null, project: { id: string, name: string } | null, evidence: Array<{ name: string, value: string }> | null, amount: { amount: string, currency: string | null } | null, amountGroup: { amount: string, currency: string | null } | null, maskedFields: Array<{ field: string, class: FactClass, rule: string }> } | null, userErrors: Array<{ message: string, code: string }> } };

export type AssignMutationVariables = Exact<{
  input: AssignExceptionInput;
}>;


export type AssignMutation = { assignException: { exception: { id: string, rule: string, severity: ExceptionSeverity, state: ExceptionState, title: string, detail: string | null, hint: string, daysWaiting: number, owner: string, assignee: string | null, detectedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, deadlineAt: string | null, resolution: ExceptionResolution | null, reason: string | null, customer: { id: string, name: string } | null, project: { id: string, name: string } | null, evidence: Array<{ name: string, value: string }> | null, amount: { amount: string, currency: string | null } | null, amountGroup: { amount: string, currency: string | null } | null, maskedFields: Array<{ field: string, class: FactClass, rule: string }> } | null, userErrors: Array<{ message: string, code: string }> } };

export type ResolveMutationVariables = Exact<{
  input: ResolveExceptionInput;
}>;


export type ResolveMutation = { resolveException: { exception: { id: string, rule: string, severity: ExceptionSeverity, state: ExceptionState, title: string, detail: string | null, hint: string, daysWaiting: number, owner: string, assignee: string | null, detectedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, deadlineAt: string | null, resolution: ExceptionResolution | null, reason: string | null, customer: { id: string, name: string } | null, project: { id: string, name: string } | null, evidence: Array<{ name: string, value: string }> | null, amount: { amount: string, currency: string | null } | null, amountGroup: { amount: string, currency: string | null } | null, maskedFields: Array<{ field: string, class: FactClass, rule: string }> } | null, userErrors: Array<{ message: string, code: string }> } };

export type CustomersQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type CustomersQuery = { customers: { totalCount: number, nodes: Array<{ id: string, name: string, paymentStatus: { status: string | null, daysPastDue: number | null, lastPaidOn: string | null, changedAt: string, openAmount: { amount: string, currency: string | null } | null, overdueAmount: { amount: string, currency: string | null } | null } | null }> } };

export type AccountQueryVariables = Exact<{
  id: string;
}>;


export type AccountQuery = { customer: { id: string, name: string, paymentStatus: { status: string | null, daysPastDue: number | null, lastPaidOn: string | null, changedAt: string, openAmount: { amount: string, currency: string | null } | null, overdueAmount: { amount: string, currency: string | null } | null } | null, invoices: { nodes: Array<{ id: string, number: string | null, document: InvoiceDocument, status: InvoiceStatus, issuedOn: string | null, dueOn: string | null, total: { amount: string, currency: string | null } | null, openAmount: { amount: string, currency: string | null } | null }> }, maskedFields: Array<{ field: string, class: FactClass, rule: string }> } | null };

export type PayingFragment = { status: string | null, daysPastDue: number | null, lastPaidOn: string | null, changedAt: string, openAmount: { amount: string, currency: string | null } | null, overdueAmount: { amount: string, currency: string | null } | null };

export type PaymentEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type PaymentEventsSubscription = { paymentStatus: { cursor: string, customerId: string, paymentStatus: { status: string | null, daysPastDue: number | null, lastPaidOn: string | null, changedAt: string, openAmount: { amount: string, currency: string | null } | null, overdueAmount: { amount: string, currency: string | null } | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ValueFragmentDoc = new TypedDocumentString(`
    fragment Value on MetricValue {
  key
  value
  unit
  currency
  state
  reasons
  population
  excludedByPermission
  parts {
    name
    value
    unit
    state
  }
}
    `, {"fragmentName":"Value"}) as unknown as TypedDocumentString<ValueFragment, unknown>;
export const TroubleFragmentDoc = new TypedDocumentString(`
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}
    `, {"fragmentName":"Trouble"}) as unknown as TypedDocumentString<TroubleFragment, unknown>;
export const PayingFragmentDoc = new TypedDocumentString(`
    fragment Paying on PaymentStatus {
  status
  daysPastDue
  openAmount {
    amount
    currency
  }
  overdueAmount {
    amount
    currency
  }
  lastPaidOn
  changedAt
}
    `, {"fragmentName":"Paying"}) as unknown as TypedDocumentString<PayingFragment, unknown>;
export const TilesDocument = new TypedDocumentString(`
    query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {
  metrics(
    keys: $keys
    period: {from: $from, to: $to}
    compareWith: PREVIOUS_PERIOD
  ) {
    nodes {
      values {
        ...Value
        compared {
          difference
        }
      }
    }
  }
  trend: metrics(
    keys: $keys
    period: {from: $from, to: $to}
    grain: MONTH
    first: 60
  ) {
    nodes {
      values {
        value
      }
    }
  }
}
    fragment Value on MetricValue {
  key
  value
  unit
  currency
  state
  reasons
  population
  excludedByPermission
  parts {
    name
    value
    unit
    state
  }
}`) as unknown as TypedDocumentString<TilesQuery, TilesQueryVariables>;
export const GroupedDocument = new TypedDocumentString(`
    query Grouped($keys: [String!]!, $by: [Dimension!]!, $from: Date!, $to: Date!, $order: [MetricOrder!], $first: Int, $grain: Grain) {
  metrics(
    keys: $keys
    groupBy: $by
    grain: $grain
    period: {from: $from, to: $to}
    orderBy: $order
    first: $first
    totals: true
  ) {
    totalCount
    asOf
    nodes {
      kind
      period {
        from
        to
      }
      dimensions {
        dimension
        id
        label
      }
      values {
        ...Value
      }
    }
  }
}
    fragment Value on MetricValue {
  key
  value
  unit
  currency
  state
  reasons
  population
  excludedByPermission
  parts {
    name
    value
    unit
    state
  }
}`) as unknown as TypedDocumentString<GroupedQuery, GroupedQueryVariables>;
export const ContributionsDocument = new TypedDocumentString(`
    query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int) {
  contributions(
    metric: $key
    dimensions: $dimensions
    period: {from: $from, to: $to}
    first: $first
  ) {
    totalCount
    sum
    pageInfo {
      hasNextPage
    }
    nodes {
      kind
      id
      on
      amount
      hours
      provenance {
        system
        externalId
        runId
        payloadHash
        receivedAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ContributionsQuery, ContributionsQueryVariables>;
export const IntegrationDocument = new TypedDocumentString(`
    query Integration {
  connections {
    id
    vendor
    paused
    errorCode
    errorDetail
  }
  streams(first: 200) {
    nodes {
      connection
      stream
      state
      rows
      watermarkAt
      lastOkAt
      attempt
      deadLetters
    }
  }
}
    `) as unknown as TypedDocumentString<IntegrationQuery, IntegrationQueryVariables>;
export const ExceptionsDocument = new TypedDocumentString(`
    query Exceptions($first: Int) {
  exceptions(first: $first) {
    totalCount
    nodes {
      ...Trouble
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`) as unknown as TypedDocumentString<ExceptionsQuery, ExceptionsQueryVariables>;
export const ExceptionEventsDocument = new TypedDocumentString(`
    subscription ExceptionEvents($after: String) {
  exceptions(after: $after) {
    cursor
    exception {
      ...Trouble
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`) as unknown as TypedDocumentString<ExceptionEventsSubscription, ExceptionEventsSubscriptionVariables>;
export const AcknowledgeDocument = new TypedDocumentString(`
    mutation Acknowledge($input: AcknowledgeExceptionInput!) {
  acknowledgeException(input: $input) {
    exception {
      ...Trouble
    }
    userErrors {
      message
      code
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`) as unknown as TypedDocumentString<AcknowledgeMutation, AcknowledgeMutationVariables>;
export const AssignDocument = new TypedDocumentString(`
    mutation Assign($input: AssignExceptionInput!) {
  assignException(input: $input) {
    exception {
      ...Trouble
    }
    userErrors {
      message
      code
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`) as unknown as TypedDocumentString<AssignMutation, AssignMutationVariables>;
export const ResolveDocument = new TypedDocumentString(`
    mutation Resolve($input: ResolveExceptionInput!) {
  resolveException(input: $input) {
    exception {
      ...Trouble
    }
    userErrors {
      message
      code
    }
  }
}
    fragment Trouble on Exception {
  id
  rule
  severity
  state
  title
  customer {
    id
    name
  }
  project {
    id
    name
  }
  evidence {
    name
    value
  }
  detail
  hint
  amount {
    amount
    currency
  }
  amountGroup {
    amount
    currency
  }
  daysWaiting
  owner
  assignee
  detectedAt
  acknowledgedAt
  resolvedAt
  deadlineAt
  resolution
  reason
  maskedFields {
    field
    class
    rule
  }
}`) as unknown as TypedDocumentString<ResolveMutation, ResolveMutationVariables>;
export const CustomersDocument = new TypedDocumentString(`
    query Customers($first: Int) {
  customers(first: $first, orderBy: {field: NAME}) {
    totalCount
    nodes {
      id
      name
      paymentStatus {
        ...Paying
      }
    }
  }
}
    fragment Paying on PaymentStatus {
  status
  daysPastDue
  openAmount {
    amount
    currency
  }
  overdueAmount {
    amount
    currency
  }
  lastPaidOn
  changedAt
}`) as unknown as TypedDocumentString<CustomersQuery, CustomersQueryVariables>;
export const AccountDocument = new TypedDocumentString(`
    query Account($id: ID!) {
  customer(id: $id) {
    id
    name
    paymentStatus {
      ...Paying
    }
    invoices(first: 20, orderBy: {field: ISSUED_ON, direction: DESC}) {
      nodes {
        id
        number
        document
        status
        issuedOn
        dueOn
        total {
          amount
          currency
        }
        openAmount {
          amount
          currency
        }
      }
    }
    maskedFields {
      field
      class
      rule
    }
  }
}
    fragment Paying on PaymentStatus {
  status
  daysPastDue
  openAmount {
    amount
    currency
  }
  overdueAmount {
    amount
    currency
  }
  lastPaidOn
  changedAt
}`) as unknown as TypedDocumentString<AccountQuery, AccountQueryVariables>;
export const PaymentEventsDocument = new TypedDocumentString(`
    subscription PaymentEvents($after: String) {
  paymentStatus(after: $after) {
    cursor
    customerId
    paymentStatus {
      ...Paying
    }
  }
}
    fragment Paying on PaymentStatus {
  status
  daysPastDue
  openAmount {
    amount
    currency
  }
  overdueAmount {
    amount
    currency
  }
  lastPaidOn
  changedAt
}`) as unknown as TypedDocumentString<PaymentEventsSubscription, PaymentEventsSubscriptionVariables>;