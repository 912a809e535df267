// Messages: shown once, said to screen readers, gone by themselves unless they are bad news.
(() => {
  const place = document.getElementById("toasts");
  const model = document.getElementById("toast");
  if (!place || !model) return;

  const stays = (toast) => ["now", "soon"].includes(toast.dataset.tone);
  const leave = (toast) => {
    // Nobody is read to at the speed of a clock: wait while the pointer or the focus is on it.
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000, toast);
    else toast.remove();
  };
  const show = (tone, text) => {
    const toast = model.content.firstElementChild.cloneNode(true);
    toast.dataset.tone = tone;
    toast.querySelector("p").textContent = text;
    place.append(toast);
    if (!stays(toast)) setTimeout(leave, 7000, toast);
  };

  for (const toast of place.children) if (!stays(toast)) setTimeout(leave, 7000, toast);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
  });
  document.addEventListener("toasts", (event) => {
    for (const { tone, text } of event.detail.value ?? event.detail) show(tone, text);
  });
  document.addEventListener("htmx:sendError", () => show("now", place.dataset.offline));
  document.addEventListener("htmx:timeout", () => show("now", place.dataset.offline));
  document.addEventListener("htmx:responseError", (event) => {
    show("now", event.detail.xhr.status === 403 ? place.dataset.forbidden : place.dataset.failed);
  });
})();
