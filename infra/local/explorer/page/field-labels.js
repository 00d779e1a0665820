/** What Swagger UI shows without a name → its name. */
const NAMES = {
  'textarea.body-param__text': 'Request body',
  'select.examples-select-element': 'Example',
};

/** Names the fields of Swagger UI that have no label, now and whenever it shows more of them. */
export function labelFields(root) {
  const label = () => {
    for (const [selector, name] of Object.entries(NAMES))
      for (const field of root.querySelectorAll(`${selector}:not([aria-label])`))
        field.setAttribute('aria-label', name);
  };
  new MutationObserver(label).observe(root, { childList: true, subtree: true });
  label();
}
