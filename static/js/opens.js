// <a href="a page" data-opens="some-dialog"> opens a dialog of this page instead of the page it leads to.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-opens]");
  const dialog = link && document.getElementById(link.dataset.opens);
  if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
});
