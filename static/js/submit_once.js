// A second press on a button sends nothing twice. The server holds against it too; this spares the person the doubt.
(() => {
  const busy = new WeakSet();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-submit-again") || form.method === "dialog" || form.method === "get") return;
    if (busy.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // htmx forms are released when their answer is there; of others the page goes away.
    busy.add(form);
    // Whoever then chooses to stay on the page may try again.
    setTimeout(release, 20000, form);
    (event.submitter ?? form.querySelector("button:not([type])"))?.setAttribute("aria-busy", "true");
  }, true);

  const release = (form) => {
    busy.delete(form);
    for (const button of form.querySelectorAll?.("[aria-busy]") ?? []) button.removeAttribute("aria-busy");
  };
  document.addEventListener("htmx:afterRequest", (event) => release(event.target));
  // A page from the back-forward cache is as it was left: still busy.
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));
})();
