/** The least that a function can be: what Lambda and Node cost by themselves. */
export async function handler() {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
}
