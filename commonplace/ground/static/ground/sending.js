// Forms that bring files: what is too large is said before it is sent, and while files are on their way, that they are.
// The server checks everything again; without this script the browser's own signs of loading remain.

function watch(form) {
  const told = form.querySelector("[data-sending] > span");
  const fields = () => [...form.querySelectorAll("input[type=file]")];
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "file") return;
    const most = Number(target.dataset.mostBytes || Infinity);
    const isTooLarge = [...target.files].some((file) => file.size > most);
    target.setCustomValidity(isTooLarge ? target.dataset.tooLarge : "");
    if (isTooLarge) target.reportValidity();
  });
  form.addEventListener("submit", (event) => {
    told.hidden = event.defaultPrevented || !fields().some((field) => field.files.length);
  });
  // Back from the next page, nothing is on its way.
  addEventListener("pageshow", () => { told.hidden = true; });
}

for (const place of document.querySelectorAll("[data-sending]")) watch(place.closest("form"));
