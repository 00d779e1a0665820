import type { Kernel } from '../../iam/kernel.ts';
import type { Sqs } from '../../sqs/sqs.ts';
import type { FunctionResult } from '../environment/function-result.ts';
import type { LambdaFunction } from '../lambda-function.ts';

/** `AWS::Lambda::EventInvokeConfig` */
export interface AsyncInvocationOptions {
  /** 0 to 2. @default 2 */
  readonly maximumRetryAttempts?: number;
  /** 60 to 21600. @default 21600 */
  readonly maximumEventAgeSeconds?: number;
  /** A queue that gets a record of each event that failed for good. @default none */
  readonly onFailureQueueArn?: string;
}

interface QueuedEvent {
  readonly target: LambdaFunction;
  readonly payload: Buffer;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** How often the function has failed for it. */
  readonly failures: number;
}

/** "How Lambda handles errors and retries with asynchronous invocation": one minute, then two. */
const RETRY_MILLISECONDS = [60_000, 120_000] as const;

/** A throttled event is tried again soon, until its maximum age. */
const THROTTLED_MILLISECONDS = 1_000;

/** Events of asynchronous invocations: queued, tried up to three times, then given up. */
export class AsyncInvocations {
  readonly #kernel: Kernel;
  readonly #sqs: Sqs;
  readonly #options = new Map<string, AsyncInvocationOptions>();
  readonly #timers = new Set<() => void>();
  /** Events of an earlier generation are not tried again. */
  #generation = 0;

  constructor({ kernel, sqs }: { readonly kernel: Kernel; readonly sqs: Sqs }) {
    this.#kernel = kernel;
    this.#sqs = sqs;
  }

  configure(functionArn: string, options: AsyncInvocationOptions | undefined): void {
    if (options === undefined) this.#options.delete(functionArn);
    else this.#options.set(functionArn, options);
  }

  accept(target: LambdaFunction, payload: Buffer, requestId: string): void {
    const acceptedAt = this.#kernel.clock.now();
    this.#tryNow({ target, payload, requestId, acceptedAt, failures: 0 });
  }

  /** Drops all events, including those in progress. */
  forget(): void {
    this.#generation += 1;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #tryNow(event: QueuedEvent): void {
    this.#attempt(event).catch((error: unknown) => this.#kernel.log(`lambda: ${String(error)}`));
  }

  #tryLater(event: QueuedEvent, milliseconds: number): void {
    const cancel = this.#kernel.clock.after(milliseconds, () => {
      this.#timers.delete(cancel);
      this.#tryNow(event);
    });
    this.#timers.add(cancel);
  }

  async #attempt(event: QueuedEvent): Promise<void> {
    const generation = this.#generation;
    const outcome = await event.target.run(event.payload, event.requestId).catch((error: Error) => error);
    if (generation !== this.#generation) return;
    if (outcome instanceof Error) {
      const { maximumEventAgeSeconds = 21_600 } = this.#optionsOf(event);
      const age = this.#kernel.clock.now() - event.acceptedAt;
      if (age < maximumEventAgeSeconds * 1000) this.#tryLater(event, THROTTLED_MILLISECONDS);
      else this.#giveUp(event, 'EventAgeExceeded', undefined);
      return;
    }
    if (outcome.functionError === undefined) return;
    const { maximumRetryAttempts = 2 } = this.#optionsOf(event);
    const delay = RETRY_MILLISECONDS[event.failures];
    const failed = { ...event, failures: event.failures + 1 };
    if (event.failures < maximumRetryAttempts && delay !== undefined) this.#tryLater(failed, delay);
    else this.#giveUp(failed, 'RetriesExhausted', outcome);
  }

  #optionsOf({ target }: QueuedEvent): AsyncInvocationOptions {
    return this.#options.get(target.configuration.arn) ?? {};
  }

  /** Sends with the function's role to the dead-letter queue and to the destination; each is optional. */
  #giveUp(event: QueuedEvent, condition: string, result: FunctionResult | undefined): void {
    const { target, payload, requestId } = event;
    const { deadLetterQueueArn, functionName } = target.configuration;
    const { onFailureQueueArn } = this.#optionsOf(event);
    this.#kernel.log(`lambda: ${functionName} gave up event ${requestId}: ${condition}`);
    const sender = target.openSession();
    if (deadLetterQueueArn !== undefined)
      this.#sqs.sendMessage(sender, deadLetterQueueArn, {
        body: payload.toString(),
        attributes: {
          RequestID: { dataType: 'String', stringValue: requestId },
          ErrorCode: { dataType: 'Number', stringValue: result === undefined ? '429' : '200' },
          ErrorMessage: { dataType: 'String', stringValue: errorMessageOf(result, condition) },
        },
      });
    if (onFailureQueueArn !== undefined)
      this.#sqs.sendMessage(sender, onFailureQueueArn, {
        body: JSON.stringify(this.#record(event, condition, result)),
      });
  }

  /** The invocation record of "Capturing records of Lambda asynchronous invocations". */
  #record({ target, payload, requestId, failures }: QueuedEvent, condition: string, result?: FunctionResult) {
    return {
      version: '1.0',
      timestamp: new Date(this.#kernel.clock.now()).toISOString(),
      requestContext: {
        requestId,
        functionArn: `${target.configuration.arn}:$LATEST`,
        condition,
        approximateInvokeCount: failures,
      },
      requestPayload: parsed(payload),
      ...(result !== undefined && {
        responseContext: {
          statusCode: 200,
          executedVersion: '$LATEST',
          functionError: result.functionError,
        },
        responsePayload: parsed(result.payload),
      }),
    };
  }
}

function errorMessageOf(result: FunctionResult | undefined, condition: string): string {
  const { errorMessage = condition } =
    (result && (parsed(result.payload) as { errorMessage?: string })) ?? {};
  return errorMessage.slice(0, 1024) || condition;
}

function parsed(payload: Buffer): unknown {
  return JSON.parse(payload.toString());
}
