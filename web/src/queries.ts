/** Every question the dashboard asks; checked against schema.graphql when the bundle is built. */
import { graphql } from "./gql";

export const VIEWER = graphql(`
  query Viewer {
    viewer {
      subject
      roles {
        role
      }
      permissions
    }
  }
`);

export const TILES = graphql(`
  query Tiles($from: Date!, $to: Date!, $keys: [String!]!) {
    metrics(keys: $keys, period: { from: $from, to: $to }, compareWith: PREVIOUS_PERIOD) {
      nodes {
        values {
          ...Value
          compared {
            value
            difference
            state
          }
        }
      }
    }
    trend: metrics(keys: $keys, period: { from: $from, to: $to }, grain: MONTH, first: 60) {
      nodes {
        period {
          from
          to
        }
        values {
          key
          value
          state
        }
      }
    }
  }
`);

export const VALUE = graphql(`
  fragment Value on MetricValue {
    key
    value
    unit
    currency
    numerator
    denominator
    state
    reasons
    population
    excludedByPermission
    excluded {
      reason
      count
    }
    parts {
      name
      value
      unit
      state
    }
  }
`);

export const GROUPED = graphql(`
  query Grouped(
    $keys: [String!]!
    $by: [Dimension!]!
    $from: Date!
    $to: Date!
    $order: [MetricOrder!]
    $where: MetricFilter
    $first: Int
    $grain: Grain
  ) {
    metrics(
      keys: $keys
      groupBy: $by
      grain: $grain
      period: { from: $from, to: $to }
      orderBy: $order
      where: $where
      first: $first
      totals: true
    ) {
      totalCount
      asOf
      knownAt
      sequence
      sources {
        system
        watermark
        complete
      }
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
`);

export const CONTRIBUTIONS = graphql(`
  query Contributions($key: String!, $dimensions: [DimensionPin!]!, $from: Date!, $to: Date!, $first: Int, $after: String) {
    contributions(metric: $key, dimensions: $dimensions, period: { from: $from, to: $to }, first: $first, after: $after) {
      totalCount
      sum
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        kind
        id
        on
        amount
        hours
        rateBasis
        provenance {
          system
          externalId
          runId
          payloadHash
          receivedAt
          mappingVersion
          correlationId
        }
      }
    }
  }
`);

export const INTEGRATION = graphql(`
  query Integration {
    connections {
      id
      vendor
      paused
      circuit
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
        lastRunAt
        nextRunAt
        attempt
        deadLetters
      }
    }
  }
`);

export const EXCEPTIONS = graphql(`
  query Exceptions($first: Int) {
    exceptions(first: $first) {
      totalCount
      nodes {
        ...Trouble
      }
    }
  }
`);

export const TROUBLE = graphql(`
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
    openedAt
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
`);

export const EXCEPTION_EVENTS = graphql(`
  subscription ExceptionEvents($after: String) {
    exceptions(after: $after) {
      cursor
      exception {
        ...Trouble
      }
    }
  }
`);

export const ACKNOWLEDGE = graphql(`
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
`);
export const ASSIGN = graphql(`
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
`);
export const RESOLVE = graphql(`
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
`);

export const CUSTOMERS = graphql(`
  query Customers($first: Int) {
    customers(first: $first, orderBy: { field: NAME }) {
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
`);

export const ACCOUNT = graphql(`
  query Account($id: ID!) {
    customer(id: $id) {
      id
      name
      number
      currency
      status
      paymentStatus {
        ...Paying
      }
      invoices(first: 20, orderBy: { field: ISSUED_ON, direction: DESC }) {
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
`);

export const PAYING = graphql(`
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
`);

export const PAYMENT_EVENTS = graphql(`
  subscription PaymentEvents($after: String) {
    paymentStatus(after: $after) {
      cursor
      customerId
      customerName
      paymentStatus {
        ...Paying
      }
    }
  }
`);
