/** Runs `work` with a form's fields, and shows in its `.result` the text that `work` returns, or its error. */
export function onSubmit(form, work) {
  const result = form.querySelector('.result');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    result.textContent = '';
    try {
      result.textContent = await work(fields);
      result.dataset.outcome = 'good';
    } catch (error) {
      result.textContent = error.message;
      result.dataset.outcome = 'bad';
    }
  });
}
