/** Facts of the templates whose absence no journey could notice, and why. */
export interface Unchecked {
  /** What the logical ids begin with. */
  readonly where: readonly string[];
  /** Part of the fact, as `factsOf` words it. */
  readonly what: string;
  readonly reason: string;
}

export const UNCHECKED: readonly Unchecked[] = [
  {
    where: ['RegistrationRegistrarFunction', 'RegistrationBasePolicyFunction', 'AgentFunction'],
    what: 'NODE_OPTIONS=',
    reason: 'It makes stack traces name the sources. Nothing works differently without it.',
  },
  {
    where: ['RegistrationQueuePolicy'],
    what: 'sqs:SendMessage by',
    reason: 'Two statements say it, one for each rule; each of them is taken out.',
  },
];
