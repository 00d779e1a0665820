/** What Swagger UI shows without a name → its name. */
const NAMES = {
  'textarea.body-param__text': 'Request body',
  'select.examples-select-element': 'Example',
};

/** What Swagger UI lets scroll by the mouse alone. */
const SCROLLS = 'pre.microlight';

/** Names the fields of Swagger UI and lets the keyboard scroll, now and whenever it shows more. */
export function makeAccessible(root) {
  const mend = () => {
    for (const [selector, name] of Object.entries(NAMES))
      for (const field of root.querySelectorAll(`${selector}:not([aria-label])`))
        field.setAttribute('aria-label', name);
    for (const code of root.querySelectorAll(`${SCROLLS}:not([tabindex])`)) code.tabIndex = 0;
  };
  new MutationObserver(mend).observe(root, { childList: true, subtree: true });
  mend();
}
