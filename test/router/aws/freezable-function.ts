import { createInterface } from 'node:readline';
import { startTestRouter } from '../test-router.ts';

/**
 * The function as a process of its own, which can be frozen as Lambda freezes it: for each line on its standard input it
 * sends a message, and writes the status of the answer. The argument is where AWS is.
 */
const router = startTestRouter({ awsUrl: process.argv[2] ?? '' });

createInterface({ input: process.stdin }).on('line', async () => {
  const { status } = await router.post('/acme/SendTextMessage', {
    DestinationPhoneNumber: '+15555550100',
    MessageBody: 'hello',
  });
  process.stdout.write(`${status}\n`);
});
