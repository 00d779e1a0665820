const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Whether an unsigned request was sent to this machine on purpose. Another web page can make a browser send requests
 * here, under a name that resolves to loopback or as a cross-origin form; `Host` or `Origin` shows it.
 */
export function isLoopbackRequest(headers: Readonly<Record<string, string>>): boolean {
  const { host = '', origin } = headers;
  return (
    LOOPBACK_HOST.test(host) &&
    (origin === undefined || LOOPBACK_HOST.test(origin.replace(/^https?:\/\//, '')))
  );
}
