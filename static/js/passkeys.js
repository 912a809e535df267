// Around allauth's passkey scripts: says what went wrong, and hides what this browser cannot do.
(() => {
  const words = document.querySelector("meta[name='passkey-words']");
  if (!words) return;

  const reasons = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const reason = reasons[event.detail.exception?.name] ?? "failed";
    const toast = { tone: "soon", text: words.dataset[reason] };
    document.dispatchEvent(new CustomEvent("toasts", { detail: [toast] }));
  });

  if (window.PublicKeyCredential) return;
  for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = true;
})();
