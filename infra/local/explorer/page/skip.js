/** Skip links move the focus themselves: Swagger UI takes the address's fragment for its own. */
export function letSkip() {
  for (const link of document.querySelectorAll('.skip'))
    link.addEventListener('click', (event) => {
      event.preventDefault();
      document.querySelector(link.getAttribute('href')).focus();
    });
}
