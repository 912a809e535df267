// How many are ticked in each group of a tick list.
document.addEventListener("change", (event) => {
  const group = event.target.closest("[data-ticks]");
  if (!group) return;
  group.querySelector("[data-count]").textContent = group.querySelectorAll(":checked").length || "";
});
