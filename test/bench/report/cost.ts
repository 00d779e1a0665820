import prices from './prices.json' with { type: 'json' };

/** Dollars for a million sends, by what is paid for. The message itself costs the same both ways and is left out. */
export type Bill = Readonly<
  Record<'gateway' | 'orchestration' | 'functions' | 'table' | 'logs' | 'traces', number>
>;

const { apiGateway, lambda, stepFunctions, dynamoDb, cloudWatch, xRay, assumptions } = prices;
const MILLION = 1_000_000;

export interface RouterRequest {
  /** What the router takes of it, besides the wait for AWS. */
  readonly warmMilliseconds: number;
  /** How many of a thousand look up their tenant. */
  readonly lookUps: number;
  /** Whether the accepted message is written: an item of up to 1 KB and its places in two indexes. @default false */
  readonly isRecorded?: boolean;
}

export function routerBill({ warmMilliseconds, lookUps, isRecorded = false }: RouterRequest): Bill {
  const { routerMemoryMegabytes, upstreamMilliseconds, routerLogKilobytes } = assumptions;
  const milliseconds = upstreamMilliseconds + warmMilliseconds;
  const writeUnits = isRecorded ? assumptions.acceptedMessageWriteUnits : 0;
  return {
    ...shared(routerLogKilobytes),
    orchestration: 0,
    functions: lambdaDollars({
      megabytes: routerMemoryMegabytes,
      milliseconds,
      rate: lambda.armGigabyteSecond,
    }),
    table: MILLION * ((lookUps / 1_000) * dynamoDb.readUnit + writeUnits * dynamoDb.writeUnit),
  };
}

/**
 * The Step Functions sample: an express workflow a request, which invokes two functions, reads the table (eventually
 * consistent) and logs every event with its data.
 */
export function sampleBill(): Bill {
  const a = assumptions;
  const workflowGigabyteSeconds =
    (a.sampleWorkflowMegabytes / 1_024) * (a.sampleWorkflowMilliseconds / 1_000);
  const oneFunction = lambdaDollars({
    megabytes: a.sampleLambdaMemoryMegabytes,
    milliseconds: a.sampleLambdaMilliseconds,
    rate: lambda.x86GigabyteSecond,
  });
  return {
    ...shared(a.sampleLogKilobytes),
    orchestration:
      MILLION *
      (stepFunctions.expressRequest + workflowGigabyteSeconds * stepFunctions.expressGigabyteSecond),
    functions: a.sampleLambdaInvocations * oneFunction,
    table: MILLION * 0.5 * dynamoDb.readUnit,
  };
}

export function totalOf(bill: Bill): number {
  return Object.values(bill).reduce((sum, dollars) => sum + dollars, 0);
}

/** Dollars for a million invocations. */
export function lambdaDollars(options: {
  readonly megabytes: number;
  readonly milliseconds: number;
  /** A gigabyte-second. @default Arm's */
  readonly rate?: number;
}): number {
  const { megabytes, milliseconds, rate = lambda.armGigabyteSecond } = options;
  return MILLION * (lambda.request + (megabytes / 1_024) * (Math.ceil(milliseconds) / 1_000) * rate);
}

function shared(logKilobytes: number) {
  return {
    gateway: MILLION * apiGateway.restRequest,
    logs: logKilobytes * cloudWatch.logGigabyte,
    traces: MILLION * assumptions.sampledTraces * xRay.trace,
  };
}
