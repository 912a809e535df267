// After a refused form the reader stands at the summary of what is wrong.
(() => {
  const stand = (root) => root.querySelector?.("[data-error-summary]:not([data-sample] *)")?.focus();
  stand(document);
  document.addEventListener("htmx:afterSettle", (event) => stand(event.target));

  // The links of the summary go to the field, not only to its place.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
})();
