/** On a narrow screen the buttons choose between reference and phone; on a wide one both are there. */
export function showViews() {
  const buttons = document.querySelectorAll('#views button');
  for (const button of buttons)
    button.addEventListener('click', () => {
      document.body.dataset.view = button.dataset.shows;
      for (const each of buttons) each.setAttribute('aria-pressed', String(each === button));
    });
}
