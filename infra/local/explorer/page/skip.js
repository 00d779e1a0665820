/** Skip links move the focus by script, because Swagger UI uses the address's fragment. */
export function letSkip() {
  for (const link of document.querySelectorAll('.skip'))
    link.addEventListener('click', (event) => {
      event.preventDefault();
      document.querySelector(link.getAttribute('href')).focus();
    });
}
