import { createInterface } from 'node:readline';

export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Asks a person; Ctrl-C and Ctrl-D are the empty answer, which confirms nothing. */
export async function ask(question: string, streams: Streams): Promise<string> {
  const reader = createInterface(streams);
  return await new Promise((resolve) => {
    reader.once('close', () => {
      streams.output.write('\n');
      resolve('');
    });
    reader.question(question, (answer) => {
      reader.removeAllListeners('close').close();
      resolve(answer);
    });
  });
}
