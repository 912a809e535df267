// Shows what was chosen in a file field, and that it may be dropped there. The field itself does the rest.
(() => {
  const words = (bytes) =>
    new Intl.NumberFormat(document.documentElement.lang, {
      style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: 1,
    }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6));

  document.addEventListener("change", (event) => {
    const zone = event.target.closest("[data-drop]");
    if (!zone) return;
    const files = [...event.target.files];
    zone.toggleAttribute("data-chosen", files.length > 0);
    zone.querySelector("b").textContent = files.map((file) => `${file.name} (${words(file.size)})`).join(", ") || zone.dataset.none;
  });
  for (const [name, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => {
      event.target.closest?.("[data-drop]")?.toggleAttribute("data-over", over);
    });
  }
})();
