/** On a narrow screen, buttons switch between reference and phone; a wide one shows both. */
export function showViews() {
  const buttons = document.querySelectorAll('#views button');
  for (const button of buttons)
    button.addEventListener('click', () => {
      document.body.dataset.view = button.dataset.shows;
      for (const each of buttons) each.setAttribute('aria-pressed', String(each === button));
    });
}
