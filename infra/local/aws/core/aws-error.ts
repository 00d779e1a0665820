/** An error of an AWS service. Each service's protocol turns it into its own wire form. */
export class AwsError extends Error {
  /** The error's name on the wire, such as `ResourceNotFoundException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Modelled members besides the message, such as `Reason` or `ResourceType`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; members?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}

/** For what the real service can do and this one cannot: the local AWS never pretends success. */
export function notSimulated(what: string): AwsError {
  return new AwsError('NotSimulatedException', `The local AWS does not simulate ${what}.`, { status: 501 });
}
