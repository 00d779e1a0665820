/** Where the local system listens; 0 takes any free port. */
export interface Ports {
  readonly api: number;
  readonly functionUrl: number;
  readonly endpoint: number;
}

/** @throws Error naming every variable that holds no port. */
export function readPorts(environment: Readonly<Record<string, string | undefined>>): Ports {
  const problems: string[] = [];
  const port = (name: string, fallback: number): number => {
    const text = environment[name];
    if (text === undefined || text === '') return fallback;
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    problems.push(`${name} is "${text}", but must be a port: a whole number from 0 to 65535.`);
    return fallback;
  };
  const ports = {
    api: port('PORT', 8787),
    functionUrl: port('FUNCTION_URL_PORT', 8788),
    endpoint: port('LOCAL_AWS_PORT', 4566),
  };
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return ports;
}
