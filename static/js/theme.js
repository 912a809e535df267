// Light, dark, or as the device has it. A cookie, so that the server draws the next page right from its first byte.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice] button");
  if (!button) return;
  const [prefix, secure] = location.protocol === "https:" ? ["__Host-", "; secure"] : ["", ""];
  document.cookie = `${prefix}theme=${button.value}; path=/; max-age=${button.value ? 31536000 : 0}; samesite=lax${secure}`;
  if (button.value) document.documentElement.dataset.theme = button.value;
  else delete document.documentElement.dataset.theme;
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", other === button);
});
