// A list whose items are dragged into another order: <ol data-sortable><li draggable="true">. Where the form round
// it wants to know, htmx hears the event "sorted". By keyboard the page has buttons of its own.
(() => {
  let dragged = null;

  document.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.("[data-sortable] > [draggable]");
    if (!item) return;
    dragged = item;
    event.dataTransfer.effectAllowed = "move";
    requestAnimationFrame(() => item.setAttribute("data-dragged", ""));
  });
  document.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const over = event.target.closest?.("[data-sortable] > [draggable]");
    if (!over || over.parentElement !== dragged.parentElement) return;
    event.preventDefault();
    if (over === dragged) return;
    const items = [...over.parentElement.children];
    items.indexOf(dragged) < items.indexOf(over) ? over.after(dragged) : over.before(dragged);
  });
  document.addEventListener("drop", (event) => {
    if (dragged) event.preventDefault();
  });
  document.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.removeAttribute("data-dragged");
    dragged.closest("form")?.dispatchEvent(new CustomEvent("sorted", { bubbles: true }));
    dragged = null;
  });
})();
