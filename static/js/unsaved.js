// <form data-guard>: leaving with input that was not sent asks first.
(() => {
  const changed = new Set();
  let sending = false;

  const guarded = (element) => element.closest?.("form[data-guard]");
  document.addEventListener("input", (event) => { if (guarded(event.target)) changed.add(guarded(event.target)); });
  document.addEventListener("reset", (event) => changed.delete(event.target));
  // On the window: the listeners before this one may have kept the form from being sent.
  addEventListener("submit", (event) => {
    if (!guarded(event.target)) return;
    changed.delete(event.target);
    sending = !event.defaultPrevented;
  });
  addEventListener("beforeunload", (event) => {
    // A refused form came back as it was typed: that is not saved either.
    const refused = document.querySelector("form[data-guard] [data-error-summary]");
    if (!sending && (refused || [...changed].some((form) => form.isConnected))) event.preventDefault();
  });
  addEventListener("pageshow", () => { sending = false; });
})();
