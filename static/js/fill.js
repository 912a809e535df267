// A button that puts a value into a field of its form: <button data-fill="km" data-value="100170">.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-fill]");
  const field = button?.closest("form")?.elements[button.dataset.fill];
  if (!field) return;
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// An answer of the server with values for the form that asked for it: only its empty fields are filled.
document.addEventListener("fill", (event) => {
  const form = event.target.closest?.("form");
  for (const [name, value] of Object.entries(event.detail)) {
    const field = form?.elements[name];
    if (!field || field.value) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
