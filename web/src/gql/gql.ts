/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Viewer { viewer { subject roles { role } permissions } }\n": typeof types.ViewerDocument,
    "\n  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {\n    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) { nodes { values { ...Value compared { value difference state } } } }\n    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) { nodes { period { from to } values { key value state } } }\n  }\n": typeof types.TilesDocument,
    "\n  fragment Value on MetricValue { key value unit currency numerator denominator state reasons population excludedByPermission excluded { reason count } parts { name value unit state } }\n": typeof types.ValueFragmentDoc,
    "\n  query Grouped($keys: [String!]!, $by: [Dimension!]!, $from: Date!, $to: Date!, $order: [MetricOrder!], $where: MetricFilter, $first: Int, $grain: Grain) {\n    metrics(keys: $keys, groupBy: $by, grain: $grain, period: { from: $from, to: $to }, orderBy: $order, where: $where, first: $first, totals: true) {\n      totalCount asOf knownAt sequence\n      sources { system watermark complete }\n      nodes { kind period { from to } dimensions { dimension id label } values { ...Value } }\n    }\n  }\n": typeof types.GroupedDocument,
    "\n  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {\n    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {\n      totalCount sum pageInfo { hasNextPage endCursor }\n      nodes { kind id on amount hours rateBasis provenance { system externalId runId payloadHash receivedAt mappingVersion correlationId } }\n    }\n  }\n": typeof types.ContributionsDocument,
    "\n  query Integration {\n    connections { id vendor paused circuit errorCode errorDetail }\n    streams(first: 200) { nodes { connection stream state rows watermarkAt lastOkAt lastRunAt nextRunAt attempt deadLetters } }\n  }\n": typeof types.IntegrationDocument,
    "\n  query Exceptions($first: Int) {\n    exceptions(first: $first) { totalCount nodes { ...Trouble } }\n  }\n": typeof types.ExceptionsDocument,
    "\n  fragment Trouble on Exception { id rule severity state title detail hint amount { amount currency } amountGroup { amount currency } daysWaiting owner assignee detectedAt openedAt acknowledgedAt resolvedAt deadlineAt resolution reason maskedFields { field class rule } }\n": typeof types.TroubleFragmentDoc,
    "\n  subscription ExceptionEvents($after: String) { exceptions(after: $after) { cursor exception { ...Trouble } } }\n": typeof types.ExceptionEventsDocument,
    "\n  mutation Acknowledge($input: AcknowledgeExceptionInput!) { acknowledgeException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n": typeof types.AcknowledgeDocument,
    "\n  mutation Assign($input: AssignExceptionInput!) { assignException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n": typeof types.AssignDocument,
    "\n  mutation Resolve($input: ResolveExceptionInput!) { resolveException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n": typeof types.ResolveDocument,
    "\n  query Customers($first: Int) { customers(first: $first) { nodes { id name } } }\n": typeof types.CustomersDocument,
    "\n  query Account($id: ID!) {\n    customer(id: $id) { id name number currency status paymentStatus { ...Paying } invoices(first: 20) { nodes { id number document status issuedOn dueOn total { amount currency } openAmount { amount currency } } } maskedFields { field class rule } }\n  }\n": typeof types.AccountDocument,
    "\n  fragment Paying on PaymentStatus { status daysPastDue openAmount { amount currency } overdueAmount { amount currency } lastPaidOn changedAt }\n": typeof types.PayingFragmentDoc,
    "\n  subscription PaymentEvents($after: String) { paymentStatus(after: $after) { cursor customerId customerName paymentStatus { ...Paying } } }\n": typeof types.PaymentEventsDocument,
};
const documents: Documents = {
    "\n  query Viewer { viewer { subject roles { role } permissions } }\n": types.ViewerDocument,
    "\n  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {\n    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) { nodes { values { ...Value compared { value difference state } } } }\n    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) { nodes { period { from to } values { key value state } } }\n  }\n": types.TilesDocument,
    "\n  fragment Value on MetricValue { key value unit currency numerator denominator state reasons population excludedByPermission excluded { reason count } parts { name value unit state } }\n": types.ValueFragmentDoc,
    "\n  query Grouped($keys: [String!]!, $by: [Dimension!]!, $from: Date!, $to: Date!, $order: [MetricOrder!], $where: MetricFilter, $first: Int, $grain: Grain) {\n    metrics(keys: $keys, groupBy: $by, grain: $grain, period: { from: $from, to: $to }, orderBy: $order, where: $where, first: $first, totals: true) {\n      totalCount asOf knownAt sequence\n      sources { system watermark complete }\n      nodes { kind period { from to } dimensions { dimension id label } values { ...Value } }\n    }\n  }\n": types.GroupedDocument,
    "\n  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {\n    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {\n      totalCount sum pageInfo { hasNextPage endCursor }\n      nodes { kind id on amount hours rateBasis provenance { system externalId runId payloadHash receivedAt mappingVersion correlationId } }\n    }\n  }\n": types.ContributionsDocument,
    "\n  query Integration {\n    connections { id vendor paused circuit errorCode errorDetail }\n    streams(first: 200) { nodes { connection stream state rows watermarkAt lastOkAt lastRunAt nextRunAt attempt deadLetters } }\n  }\n": types.IntegrationDocument,
    "\n  query Exceptions($first: Int) {\n    exceptions(first: $first) { totalCount nodes { ...Trouble } }\n  }\n": types.ExceptionsDocument,
    "\n  fragment Trouble on Exception { id rule severity state title detail hint amount { amount currency } amountGroup { amount currency } daysWaiting owner assignee detectedAt openedAt acknowledgedAt resolvedAt deadlineAt resolution reason maskedFields { field class rule } }\n": types.TroubleFragmentDoc,
    "\n  subscription ExceptionEvents($after: String) { exceptions(after: $after) { cursor exception { ...Trouble } } }\n": types.ExceptionEventsDocument,
    "\n  mutation Acknowledge($input: AcknowledgeExceptionInput!) { acknowledgeException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n": types.AcknowledgeDocument,
    "\n  mutation Assign($input: AssignExceptionInput!) { assignException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n": types.AssignDocument,
    "\n  mutation Resolve($input: ResolveExceptionInput!) { resolveException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n": types.ResolveDocument,
    "\n  query Customers($first: Int) { customers(first: $first) { nodes { id name } } }\n": types.CustomersDocument,
    "\n  query Account($id: ID!) {\n    customer(id: $id) { id name number currency status paymentStatus { ...Paying } invoices(first: 20) { nodes { id number document status issuedOn dueOn total { amount currency } openAmount { amount currency } } } maskedFields { field class rule } }\n  }\n": types.AccountDocument,
    "\n  fragment Paying on PaymentStatus { status daysPastDue openAmount { amount currency } overdueAmount { amount currency } lastPaidOn changedAt }\n": types.PayingFragmentDoc,
    "\n  subscription PaymentEvents($after: String) { paymentStatus(after: $after) { cursor customerId customerName paymentStatus { ...Paying } } }\n": types.PaymentEventsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer { viewer { subject roles { role } permissions } }\n"): typeof import('./graphql').ViewerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {\n    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) { nodes { values { ...Value compared { value difference state } } } }\n    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) { nodes { period { from to } values { key value state } } }\n  }\n"): typeof import('./graphql').TilesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Value on MetricValue { key value unit currency numerator denominator state reasons population excludedByPermission excluded { reason count } parts { name value unit state } }\n"): typeof import('./graphql').ValueFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Grouped($keys: [String!]!, $by: [Dimension!]!, $from: Date!, $to: Date!, $order: [MetricOrder!], $where: MetricFilter, $first: Int, $grain: Grain) {\n    metrics(keys: $keys, groupBy: $by, grain: $grain, period: { from: $from, to: $to }, orderBy: $order, where: $where, first: $first, totals: true) {\n      totalCount asOf knownAt sequence\n      sources { system watermark complete }\n      nodes { kind period { from to } dimensions { dimension id label } values { ...Value } }\n    }\n  }\n"): typeof import('./graphql').GroupedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {\n    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {\n      totalCount sum pageInfo { hasNextPage endCursor }\n      nodes { kind id on amount hours rateBasis provenance { system externalId runId payloadHash receivedAt mappingVersion correlationId } }\n    }\n  }\n"): typeof import('./graphql').ContributionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Integration {\n    connections { id vendor paused circuit errorCode errorDetail }\n    streams(first: 200) { nodes { connection stream state rows watermarkAt lastOkAt lastRunAt nextRunAt attempt deadLetters } }\n  }\n"): typeof import('./graphql').IntegrationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Exceptions($first: Int) {\n    exceptions(first: $first) { totalCount nodes { ...Trouble } }\n  }\n"): typeof import('./graphql').ExceptionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Trouble on Exception { id rule severity state title detail hint amount { amount currency } amountGroup { amount currency } daysWaiting owner assignee detectedAt openedAt acknowledgedAt resolvedAt deadlineAt resolution reason maskedFields { field class rule } }\n"): typeof import('./graphql').TroubleFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ExceptionEvents($after: String) { exceptions(after: $after) { cursor exception { ...Trouble } } }\n"): typeof import('./graphql').ExceptionEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Acknowledge($input: AcknowledgeExceptionInput!) { acknowledgeException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n"): typeof import('./graphql').AcknowledgeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Assign($input: AssignExceptionInput!) { assignException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n"): typeof import('./graphql').AssignDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Resolve($input: ResolveExceptionInput!) { resolveException(input: $input) { exception { ...Trouble } userErrors { message code } } }\n"): typeof import('./graphql').ResolveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Customers($first: Int) { customers(first: $first) { nodes { id name } } }\n"): typeof import('./graphql').CustomersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Account($id: ID!) {\n    customer(id: $id) { id name number currency status paymentStatus { ...Paying } invoices(first: 20) { nodes { id number document status issuedOn dueOn total { amount currency } openAmount { amount currency } } } maskedFields { field class rule } }\n  }\n"): typeof import('./graphql').AccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Paying on PaymentStatus { status daysPastDue openAmount { amount currency } overdueAmount { amount currency } lastPaidOn changedAt }\n"): typeof import('./graphql').PayingFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription PaymentEvents($after: String) { paymentStatus(after: $after) { cursor customerId customerName paymentStatus { ...Paying } } }\n"): typeof import('./graphql').PaymentEventsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
