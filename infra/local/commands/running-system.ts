import { readPorts } from '../ports.ts';

/** @throws Error with what the running system says, or that there is none */
export async function askRunningSystem<T>(method: string, path: string, body?: object): Promise<T> {
  const url = `http://127.0.0.1:${readPorts(process.env).endpoint}${path}`;
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch(() => {
    throw new Error(
      `Nothing answers at ${new URL(url).origin}. Run npm start first; LOCAL_AWS_PORT names its port.`,
    );
  });
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `The local system answered ${response.status}.`);
  return answer;
}
