import { noLocalSystem, readPorts } from '../../access/ports.ts';

/** @throws Error with the message of the running system, or when no system is running */
export async function askRunningSystem<T>(method: string, path: string, body?: object): Promise<T> {
  const url = `http://127.0.0.1:${readPorts(process.env).endpoint}${path}`;
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch(() => {
    throw new Error(noLocalSystem(new URL(url).origin));
  });
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `The local system answered ${response.status}.`);
  return answer;
}
