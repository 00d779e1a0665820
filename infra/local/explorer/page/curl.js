/** The call to the router as a command for a terminal; the token is the shell variable `TOKEN`. */
export function curlCommand({ url, headers = {}, body }) {
  const lines = [`curl -i -X POST ${quoted(url)}`, '-H "Authorization: Bearer $TOKEN"'];
  for (const [name, value] of Object.entries(headers))
    if (!/^(accept|authorization)$/i.test(name)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== undefined) lines.push(`-d ${quoted(body)}`);
  return lines.join(' \\\n  ');
}

/** Quotes a word for the shell. */
function quoted(text) {
  return `'${String(text).replaceAll("'", "'\\''")}'`;
}
