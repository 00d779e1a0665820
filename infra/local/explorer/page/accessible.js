/** Elements of Swagger UI without an accessible name → the name they get. */
const NAMES = {
  'textarea.body-param__text': 'Request body',
  'select.examples-select-element': 'Example',
};

/** Elements of Swagger UI that only the mouse can scroll. */
const SCROLLS = 'pre.microlight';

/** Names the fields of Swagger UI and makes its panes scrollable by keyboard, now and whenever it draws more. */
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
