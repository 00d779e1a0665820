/** The call as one would paste it into a terminal, to the router itself; the token is the shell's own variable. */
export function curlCommand({ url, headers = {}, body }) {
  const lines = [`curl -i -X POST ${quoted(url)}`, '-H "Authorization: Bearer $TOKEN"'];
  for (const [name, value] of Object.entries(headers))
    if (!/^(accept|authorization)$/i.test(name)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== undefined) lines.push(`-d ${quoted(body)}`);
  return lines.join(' \\\n  ');
}

/** A word of the shell's in which nothing is special. */
function quoted(text) {
  return `'${String(text).replaceAll("'", "'\\''")}'`;
}
