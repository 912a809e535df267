// A list whose items are put into another order: <ol data-sortable><li draggable="true">, dragged, or moved one place
// by a button in them, <button data-move="-1">, which also works from the keyboard; then a status line tells where it
// is now. Where the form round it wants to know, htmx hears the event "sorted".
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
    sorted(dragged);
    dragged = null;
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-sortable] [data-move]");
    if (!button) return;
    const item = button.closest("[draggable]");
    const isUp = Number(button.dataset.move) < 0;
    const neighbour = isUp ? item.previousElementSibling : item.nextElementSibling;
    if (!neighbour) return;
    isUp ? neighbour.before(item) : neighbour.after(item);
    // Moving an element takes the focus away.
    button.focus();
    const status = item.closest("form")?.querySelector("[data-moved]");
    const place = [...item.parentElement.children].indexOf(item) + 1;
    if (status) status.textContent = `${item.textContent.trim()}: ${status.dataset.moved} ${place}`;
    sorted(item);
  });

  const sorted = (item) => {
    item.closest("form")?.dispatchEvent(new CustomEvent("sorted", { bubbles: true }));
  };
})();
