const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Whether an unsigned request was addressed to this machine. A web page elsewhere can make a browser send requests
 * here, by a name that resolves to loopback or as a cross-origin form; then `Host` or `Origin` gives it away.
 */
export function isLoopbackRequest(headers: Readonly<Record<string, string>>): boolean {
  const { host = '', origin } = headers;
  return (
    LOOPBACK_HOST.test(host) &&
    (origin === undefined || LOOPBACK_HOST.test(origin.replace(/^https?:\/\//, '')))
  );
}
