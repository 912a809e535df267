// The chips of a list: the one in which something was chosen stays open after the list has come anew, and the
// panel of criteria is narrowed by typing. Without script each chip is sent by its button.
(() => {
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest?.("[data-criteria]");
    if (!form || event.target !== form) return;
    for (const [name, value] of [...event.detail.formData.entries()]) if (!value) event.detail.formData.delete(name);
    const chip = document.activeElement?.closest("[data-name]");
    if (chip) event.detail.formData.set("open", chip.dataset.name);
  });

  document.addEventListener("input", (event) => {
    const list = event.target.dataset?.narrow && document.getElementById(event.target.dataset.narrow);
    if (!list) return;
    const wanted = event.target.value.trim().toLocaleLowerCase();
    for (const item of list.children) item.hidden = !item.textContent.toLocaleLowerCase().includes(wanted);
  });

  // The panel opens with its search field, and Enter takes the first that is left.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("[data-panel]") && event.target.open) event.target.querySelector("input")?.focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.dataset?.narrow) return;
    event.preventDefault();
    document.getElementById(event.target.dataset.narrow).querySelector(":scope > :not([hidden])")?.click();
  });
})();
