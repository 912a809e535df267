// <button data-copy="text"> puts the text on the clipboard and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return;
  }
  const { copied } = document.getElementById("toasts").dataset;
  document.dispatchEvent(new CustomEvent("toasts", { detail: { value: [{ tone: "ok", text: copied }] } }));
});
