// The list below the search field: arrows walk through it, Escape and leaving close it.
(() => {
  function isOpen(list) {
    return list && !list.hidden && list.childElementCount > 0;
  }

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form.search");
    const list = form?.querySelector("[data-suggestions]");
    if (!isOpen(list)) return;
    if (event.key === "Escape") {
      // The field opens the list when it gets the focus, so that comes first.
      form.querySelector("[data-search]").focus();
      list.hidden = true;
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const places = [form.querySelector("[data-search]"), ...list.querySelectorAll("a")];
    const next = places[places.indexOf(document.activeElement) + step];
    event.preventDefault();
    next?.focus();
  });

  document.addEventListener("focusout", (event) => {
    const form = event.target.closest?.("form.search");
    const list = form?.querySelector("[data-suggestions]");
    if (list && !form.contains(event.relatedTarget)) list.hidden = true;
  });

  for (const name of ["focusin", "input"]) {
    document.addEventListener(name, (event) => {
      if (!event.target.matches?.("[data-search]")) return;
      const list = event.target.form.querySelector("[data-suggestions]");
      list.hidden = false;
      // Nothing typed: nothing is asked of the server either.
      if (name === "input" && !event.target.value.trim()) list.replaceChildren();
    });
  }
})();
