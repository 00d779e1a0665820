/**
 * "Simulator phone numbers in AWS End User Messaging SMS": for each country a destination that succeeds and one that
 * fails. Messages to them stay within AWS.
 */
const SIMULATOR_DESTINATIONS: Readonly<Record<string, readonly [success: string, failure: string]>> = {
  AU: ['+61455944038', '+61455944039'],
  AT: ['+43676800442031', '+43676800442032'],
  BE: ['+32460213922', '+32460213923'],
  CL: ['+56229140630', '+56229140631'],
  CZ: ['+420790542286', '+420790542287'],
  DK: ['+4525919410', '+4525919215'],
  EE: ['+37282720792', '+37282720793'],
  FI: ['+3584573979110', '+3584573979111'],
  FR: ['+33755512501', '+33755512502'],
  HK: ['+85257048426', '+85257048854'],
  HU: ['+36707178770', '+36707178772'],
  IT: ['+394390009172', '+394390009174'],
  JE: ['+447937404990', '+447937404992'],
  LU: ['+352691385880', '+352691385882'],
  NL: ['+3197008100148', '+3197008100150'],
  NO: ['+4759449384', '+4759449387'],
  PL: ['+48732141440', '+48732141442'],
  PT: ['+351927946948', '+351927946950'],
  RO: ['+40783900330', '+40783900332'],
  ES: ['+34683783440', '+34683783442'],
  SE: ['+46790645100', '+46790645102'],
  CH: ['+41798075872', '+41798075874'],
  TW: ['+886903444630', '+886903444632'],
  GB: ['+447860019066', '+447860019067'],
  US: ['+14254147755', '+14254147167'],
};

export interface SimulatorDestination {
  readonly isoCountryCode: string;
  readonly outcome: 'success' | 'failure';
}

const BY_NUMBER = new Map<string, SimulatorDestination>(
  Object.entries(SIMULATOR_DESTINATIONS).flatMap(([isoCountryCode, [success, failure]]) => [
    [success, { isoCountryCode, outcome: 'success' }],
    [failure, { isoCountryCode, outcome: 'failure' }],
  ]),
);

/** AWS's documented outcome for a simulator destination, or undefined for a real number. */
export function simulatorDestination(phoneNumber: string): SimulatorDestination | undefined {
  return BY_NUMBER.get(phoneNumber);
}
