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
    "\n  query Viewer {\n    viewer {\n      subject\n      roles {\n        role\n      }\n      permissions\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {\n    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) {\n      nodes {\n        values {\n          ...Value\n          compared {\n            value\n            difference\n            state\n          }\n        }\n      }\n    }\n    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) {\n      nodes {\n        period {\n          from\n          to\n        }\n        values {\n          key\n          value\n          state\n        }\n      }\n    }\n  }\n": typeof types.TilesDocument,
    "\n  fragment Value on MetricValue {\n    key\n    value\n    unit\n    currency\n    numerator\n    denominator\n    state\n    reasons\n    population\n    excludedByPermission\n    excluded {\n      reason\n      count\n    }\n    parts {\n      name\n      value\n      unit\n      state\n    }\n  }\n": typeof types.ValueFragmentDoc,
    "\n  query Grouped(\n    $keys: [String!]!\n    $by: [Dimension!]!\n    $from: Date!\n    $to: Date!\n    $order: [MetricOrder!]\n    $where: MetricFilter\n    $first: Int\n    $grain: Grain\n  ) {\n    metrics(\n      keys: $keys\n      groupBy: $by\n      grain: $grain\n      period: { from: $from, to: $to }\n      orderBy: $order\n      where: $where\n      first: $first\n      totals: true\n    ) {\n      totalCount\n      asOf\n      knownAt\n      sequence\n      sources {\n        system\n        watermark\n        complete\n      }\n      nodes {\n        kind\n        period {\n          from\n          to\n        }\n        dimensions {\n          dimension\n          id\n          label\n        }\n        values {\n          ...Value\n        }\n      }\n    }\n  }\n": typeof types.GroupedDocument,
    "\n  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {\n    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {\n      totalCount\n      sum\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        kind\n        id\n        on\n        amount\n        hours\n        rateBasis\n        provenance {\n          system\n          externalId\n          runId\n          payloadHash\n          receivedAt\n          mappingVersion\n          correlationId\n        }\n      }\n    }\n  }\n": typeof types.ContributionsDocument,
    "\n  query Integration {\n    connections {\n      id\n      vendor\n      paused\n      circuit\n      errorCode\n      errorDetail\n    }\n    streams(first: 200) {\n      nodes {\n        connection\n        stream\n        state\n        rows\n        watermarkAt\n        lastOkAt\n        lastRunAt\n        nextRunAt\n        attempt\n        deadLetters\n      }\n    }\n  }\n": typeof types.IntegrationDocument,
    "\n  query Exceptions($first: Int) {\n    exceptions(first: $first) {\n      totalCount\n      nodes {\n        ...Trouble\n      }\n    }\n  }\n": typeof types.ExceptionsDocument,
    "\n  fragment Trouble on Exception {\n    id\n    rule\n    severity\n    state\n    title\n    customer {\n      id\n      name\n    }\n    project {\n      id\n      name\n    }\n    evidence {\n      name\n      value\n    }\n    detail\n    hint\n    amount {\n      amount\n      currency\n    }\n    amountGroup {\n      amount\n      currency\n    }\n    daysWaiting\n    owner\n    assignee\n    detectedAt\n    openedAt\n    acknowledgedAt\n    resolvedAt\n    deadlineAt\n    resolution\n    reason\n    maskedFields {\n      field\n      class\n      rule\n    }\n  }\n": typeof types.TroubleFragmentDoc,
    "\n  subscription ExceptionEvents($after: String) {\n    exceptions(after: $after) {\n      cursor\n      exception {\n        ...Trouble\n      }\n    }\n  }\n": typeof types.ExceptionEventsDocument,
    "\n  mutation Acknowledge($input: AcknowledgeExceptionInput!) {\n    acknowledgeException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n": typeof types.AcknowledgeDocument,
    "\n  mutation Assign($input: AssignExceptionInput!) {\n    assignException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n": typeof types.AssignDocument,
    "\n  mutation Resolve($input: ResolveExceptionInput!) {\n    resolveException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n": typeof types.ResolveDocument,
    "\n  query Customers($first: Int) {\n    customers(first: $first, orderBy: { field: NAME }) {\n      totalCount\n      nodes {\n        id\n        name\n        paymentStatus {\n          ...Paying\n        }\n      }\n    }\n  }\n": typeof types.CustomersDocument,
    "\n  query Account($id: ID!) {\n    customer(id: $id) {\n      id\n      name\n      number\n      currency\n      status\n      paymentStatus {\n        ...Paying\n      }\n      invoices(first: 20, orderBy: { field: ISSUED_ON, direction: DESC }) {\n        nodes {\n          id\n          number\n          document\n          status\n          issuedOn\n          dueOn\n          total {\n            amount\n            currency\n          }\n          openAmount {\n            amount\n            currency\n          }\n        }\n      }\n      maskedFields {\n        field\n        class\n        rule\n      }\n    }\n  }\n": typeof types.AccountDocument,
    "\n  fragment Paying on PaymentStatus {\n    status\n    daysPastDue\n    openAmount {\n      amount\n      currency\n    }\n    overdueAmount {\n      amount\n      currency\n    }\n    lastPaidOn\n    changedAt\n  }\n": typeof types.PayingFragmentDoc,
    "\n  subscription PaymentEvents($after: String) {\n    paymentStatus(after: $after) {\n      cursor\n      customerId\n      customerName\n      paymentStatus {\n        ...Paying\n      }\n    }\n  }\n": typeof types.PaymentEventsDocument,
};
const documents: Documents = {
    "\n  query Viewer {\n    viewer {\n      subject\n      roles {\n        role\n      }\n      permissions\n    }\n  }\n": types.ViewerDocument,
    "\n  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {\n    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) {\n      nodes {\n        values {\n          ...Value\n          compared {\n            value\n            difference\n            state\n          }\n        }\n      }\n    }\n    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) {\n      nodes {\n        period {\n          from\n          to\n        }\n        values {\n          key\n          value\n          state\n        }\n      }\n    }\n  }\n": types.TilesDocument,
    "\n  fragment Value on MetricValue {\n    key\n    value\n    unit\n    currency\n    numerator\n    denominator\n    state\n    reasons\n    population\n    excludedByPermission\n    excluded {\n      reason\n      count\n    }\n    parts {\n      name\n      value\n      unit\n      state\n    }\n  }\n": types.ValueFragmentDoc,
    "\n  query Grouped(\n    $keys: [String!]!\n    $by: [Dimension!]!\n    $from: Date!\n    $to: Date!\n    $order: [MetricOrder!]\n    $where: MetricFilter\n    $first: Int\n    $grain: Grain\n  ) {\n    metrics(\n      keys: $keys\n      groupBy: $by\n      grain: $grain\n      period: { from: $from, to: $to }\n      orderBy: $order\n      where: $where\n      first: $first\n      totals: true\n    ) {\n      totalCount\n      asOf\n      knownAt\n      sequence\n      sources {\n        system\n        watermark\n        complete\n      }\n      nodes {\n        kind\n        period {\n          from\n          to\n        }\n        dimensions {\n          dimension\n          id\n          label\n        }\n        values {\n          ...Value\n        }\n      }\n    }\n  }\n": types.GroupedDocument,
    "\n  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {\n    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {\n      totalCount\n      sum\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        kind\n        id\n        on\n        amount\n        hours\n        rateBasis\n        provenance {\n          system\n          externalId\n          runId\n          payloadHash\n          receivedAt\n          mappingVersion\n          correlationId\n        }\n      }\n    }\n  }\n": types.ContributionsDocument,
    "\n  query Integration {\n    connections {\n      id\n      vendor\n      paused\n      circuit\n      errorCode\n      errorDetail\n    }\n    streams(first: 200) {\n      nodes {\n        connection\n        stream\n        state\n        rows\n        watermarkAt\n        lastOkAt\n        lastRunAt\n        nextRunAt\n        attempt\n        deadLetters\n      }\n    }\n  }\n": types.IntegrationDocument,
    "\n  query Exceptions($first: Int) {\n    exceptions(first: $first) {\n      totalCount\n      nodes {\n        ...Trouble\n      }\n    }\n  }\n": types.ExceptionsDocument,
    "\n  fragment Trouble on Exception {\n    id\n    rule\n    severity\n    state\n    title\n    customer {\n      id\n      name\n    }\n    project {\n      id\n      name\n    }\n    evidence {\n      name\n      value\n    }\n    detail\n    hint\n    amount {\n      amount\n      currency\n    }\n    amountGroup {\n      amount\n      currency\n    }\n    daysWaiting\n    owner\n    assignee\n    detectedAt\n    openedAt\n    acknowledgedAt\n    resolvedAt\n    deadlineAt\n    resolution\n    reason\n    maskedFields {\n      field\n      class\n      rule\n    }\n  }\n": types.TroubleFragmentDoc,
    "\n  subscription ExceptionEvents($after: String) {\n    exceptions(after: $after) {\n      cursor\n      exception {\n        ...Trouble\n      }\n    }\n  }\n": types.ExceptionEventsDocument,
    "\n  mutation Acknowledge($input: AcknowledgeExceptionInput!) {\n    acknowledgeException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n": types.AcknowledgeDocument,
    "\n  mutation Assign($input: AssignExceptionInput!) {\n    assignException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n": types.AssignDocument,
    "\n  mutation Resolve($input: ResolveExceptionInput!) {\n    resolveException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n": types.ResolveDocument,
    "\n  query Customers($first: Int) {\n    customers(first: $first, orderBy: { field: NAME }) {\n      totalCount\n      nodes {\n        id\n        name\n        paymentStatus {\n          ...Paying\n        }\n      }\n    }\n  }\n": types.CustomersDocument,
    "\n  query Account($id: ID!) {\n    customer(id: $id) {\n      id\n      name\n      number\n      currency\n      status\n      paymentStatus {\n        ...Paying\n      }\n      invoices(first: 20, orderBy: { field: ISSUED_ON, direction: DESC }) {\n        nodes {\n          id\n          number\n          document\n          status\n          issuedOn\n          dueOn\n          total {\n            amount\n            currency\n          }\n          openAmount {\n            amount\n            currency\n          }\n        }\n      }\n      maskedFields {\n        field\n        class\n        rule\n      }\n    }\n  }\n": types.AccountDocument,
    "\n  fragment Paying on PaymentStatus {\n    status\n    daysPastDue\n    openAmount {\n      amount\n      currency\n    }\n    overdueAmount {\n      amount\n      currency\n    }\n    lastPaidOn\n    changedAt\n  }\n": types.PayingFragmentDoc,
    "\n  subscription PaymentEvents($after: String) {\n    paymentStatus(after: $after) {\n      cursor\n      customerId\n      customerName\n      paymentStatus {\n        ...Paying\n      }\n    }\n  }\n": types.PaymentEventsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      subject\n      roles {\n        role\n      }\n      permissions\n    }\n  }\n"): typeof import('./graphql').ViewerDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {\n    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) {\n      nodes {\n        values {\n          ...Value\n          compared {\n            value\n            difference\n            state\n          }\n        }\n      }\n    }\n    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) {\n      nodes {\n        period {\n          from\n          to\n        }\n        values {\n          key\n          value\n          state\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').TilesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Value on MetricValue {\n    key\n    value\n    unit\n    currency\n    numerator\n    denominator\n    state\n    reasons\n    population\n    excludedByPermission\n    excluded {\n      reason\n      count\n    }\n    parts {\n      name\n      value\n      unit\n      state\n    }\n  }\n"): typeof import('./graphql').ValueFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Grouped(\n    $keys: [String!]!\n    $by: [Dimension!]!\n    $from: Date!\n    $to: Date!\n    $order: [MetricOrder!]\n    $where: MetricFilter\n    $first: Int\n    $grain: Grain\n  ) {\n    metrics(\n      keys: $keys\n      groupBy: $by\n      grain: $grain\n      period: { from: $from, to: $to }\n      orderBy: $order\n      where: $where\n      first: $first\n      totals: true\n    ) {\n      totalCount\n      asOf\n      knownAt\n      sequence\n      sources {\n        system\n        watermark\n        complete\n      }\n      nodes {\n        kind\n        period {\n          from\n          to\n        }\n        dimensions {\n          dimension\n          id\n          label\n        }\n        values {\n          ...Value\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').GroupedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {\n    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {\n      totalCount\n      sum\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        kind\n        id\n        on\n        amount\n        hours\n        rateBasis\n        provenance {\n          system\n          externalId\n          runId\n          payloadHash\n          receivedAt\n          mappingVersion\n          correlationId\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').ContributionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Integration {\n    connections {\n      id\n      vendor\n      paused\n      circuit\n      errorCode\n      errorDetail\n    }\n    streams(first: 200) {\n      nodes {\n        connection\n        stream\n        state\n        rows\n        watermarkAt\n        lastOkAt\n        lastRunAt\n        nextRunAt\n        attempt\n        deadLetters\n      }\n    }\n  }\n"): typeof import('./graphql').IntegrationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Exceptions($first: Int) {\n    exceptions(first: $first) {\n      totalCount\n      nodes {\n        ...Trouble\n      }\n    }\n  }\n"): typeof import('./graphql').ExceptionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Trouble on Exception {\n    id\n    rule\n    severity\n    state\n    title\n    customer {\n      id\n      name\n    }\n    project {\n      id\n      name\n    }\n    evidence {\n      name\n      value\n    }\n    detail\n    hint\n    amount {\n      amount\n      currency\n    }\n    amountGroup {\n      amount\n      currency\n    }\n    daysWaiting\n    owner\n    assignee\n    detectedAt\n    openedAt\n    acknowledgedAt\n    resolvedAt\n    deadlineAt\n    resolution\n    reason\n    maskedFields {\n      field\n      class\n      rule\n    }\n  }\n"): typeof import('./graphql').TroubleFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription ExceptionEvents($after: String) {\n    exceptions(after: $after) {\n      cursor\n      exception {\n        ...Trouble\n      }\n    }\n  }\n"): typeof import('./graphql').ExceptionEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Acknowledge($input: AcknowledgeExceptionInput!) {\n    acknowledgeException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n"): typeof import('./graphql').AcknowledgeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Assign($input: AssignExceptionInput!) {\n    assignException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n"): typeof import('./graphql').AssignDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Resolve($input: ResolveExceptionInput!) {\n    resolveException(input: $input) {\n      exception {\n        ...Trouble\n      }\n      userErrors {\n        message\n        code\n      }\n    }\n  }\n"): typeof import('./graphql').ResolveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Customers($first: Int) {\n    customers(first: $first, orderBy: { field: NAME }) {\n      totalCount\n      nodes {\n        id\n        name\n        paymentStatus {\n          ...Paying\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').CustomersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Account($id: ID!) {\n    customer(id: $id) {\n      id\n      name\n      number\n      currency\n      status\n      paymentStatus {\n        ...Paying\n      }\n      invoices(first: 20, orderBy: { field: ISSUED_ON, direction: DESC }) {\n        nodes {\n          id\n          number\n          document\n          status\n          issuedOn\n          dueOn\n          total {\n            amount\n            currency\n          }\n          openAmount {\n            amount\n            currency\n          }\n        }\n      }\n      maskedFields {\n        field\n        class\n        rule\n      }\n    }\n  }\n"): typeof import('./graphql').AccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Paying on PaymentStatus {\n    status\n    daysPastDue\n    openAmount {\n      amount\n      currency\n    }\n    overdueAmount {\n      amount\n      currency\n    }\n    lastPaidOn\n    changedAt\n  }\n"): typeof import('./graphql').PayingFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription PaymentEvents($after: String) {\n    paymentStatus(after: $after) {\n      cursor\n      customerId\n      customerName\n      paymentStatus {\n        ...Paying\n      }\n    }\n  }\n"): typeof import('./graphql').PaymentEventsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
