// Fetches a page when the pointer rests on its link, so that the click finds it in the cache.
(() => {
  const fetched = new Set();
  let timer;

  const wanted = (link) =>
    link.origin === location.origin && !link.hash && !link.hasAttribute("download") && !link.dataset.noPrefetch &&
    link.href !== location.href && !fetched.has(link.href);

  const prefetch = (link) => {
    fetched.add(link.href);
    const hint = document.createElement("link");
    hint.rel = "prefetch";
    hint.href = link.href;
    document.head.append(hint);
  };

  // Only what a person uses to get about: the sidebar, tabs, rows, pages. Exports and deep links are left alone.
  const places = ".sidebar nav a, .bottombar a, .tabs a, .tiles a, .back, .list [data-cell='title'] a, a[rel='next']";
  document.addEventListener("pointerover", (event) => {
    clearTimeout(timer);
    const link = event.target.closest?.(places);
    if (link && wanted(link) && !navigator.connection?.saveData) timer = setTimeout(prefetch, 65, link);
  });
})();
