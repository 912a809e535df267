// Counts what is chosen in a list and lets one box choose all. That the bar shows is the style sheet's work.
(() => {
  const boxes = (form) => [...form.querySelectorAll('[data-cell="select"] input[name]')];

  const recount = (form) => {
    const all = boxes(form);
    const chosen = all.filter((box) => box.checked).length;
    for (const place of form.querySelectorAll("[data-count]")) place.textContent = chosen;
    const master = form.querySelector("[data-select-all]");
    if (master) {
      master.checked = chosen > 0 && chosen === all.length;
      master.indeterminate = chosen > 0 && chosen < all.length;
    }
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form.selection");
    if (!form) return;
    if (event.target.matches("[data-select-all]")) {
      for (const box of boxes(form)) box.checked = event.target.checked;
    }
    recount(form);
  });
  document.addEventListener("reset", (event) => {
    if (!event.target.matches("form.selection")) return;
    // A reset alone goes back to what the page came with, which may be a choice.
    setTimeout(() => {
      for (const box of boxes(event.target)) box.checked = false;
      recount(event.target);
    });
  });
  // Browsers keep ticks over a reload and when going back.
  addEventListener("pageshow", () => document.querySelectorAll("form.selection").forEach(recount));
})();
