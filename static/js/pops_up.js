// <a data-pops-up href="elsewhere"> opens by itself once it is there: once per address, also after a reload.
// Browsers block windows that nobody asked for; then [data-blocked] beside it says so, and the link is left.
(() => {
  const open = (link) => {
    const key = `popped-up ${link.href}`;
    if (sessionStorage.getItem(key)) return;
    sessionStorage.setItem(key, "1");
    const opened = window.open(link.href, "_blank");
    // Without "noopener": with it nobody is told whether the window came.
    if (opened) opened.opener = null;
    else for (const words of document.querySelectorAll("[data-blocked]")) words.hidden = false;
  };
  const look = (place) => {
    for (const link of place.querySelectorAll("a[data-pops-up]")) open(link);
  };
  look(document);
  document.addEventListener("htmx:afterSwap", () => look(document));
})();
