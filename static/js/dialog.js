// A link to "#some-dialog" opens it as a modal dialog. Without script :target opens it in the page.
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash.length > 1) {
      const dialog = document.getElementById(link.hash.slice(1));
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
        return;
      }
    }
    const dialog = event.target.closest("dialog");
    // A click on the backdrop has the dialog itself as its target.
    if (dialog && (event.target.closest("[data-close]") || event.target === dialog)) {
      event.preventDefault();
      dialog.close();
      if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    }
  });

  // Opened by the address itself: make it modal.
  const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDialogElement) {
    history.replaceState(null, "", location.pathname + location.search);
    named.showModal();
  }

  // A form in it was refused: the page came with it open, so that it is seen without script too.
  const refused = document.querySelector("dialog.dialog[open]");
  if (refused) {
    refused.close();
    refused.showModal();
  }
})();
