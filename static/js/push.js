// Pages that can be installed as an app and show messages, if their reader wants them.
(() => {
  const page = document.querySelector("[data-service-worker]");
  if (!page || !("serviceWorker" in navigator)) return;
  const registered = navigator.serviceWorker.register(page.dataset.serviceWorker, { scope: page.dataset.scope });
  registered.catch(() => {});

  const post = (url, values) => fetch(url, {
    method: "POST",
    headers: JSON.parse(document.body.getAttribute("hx-headers")),
    body: new URLSearchParams(values),
  });
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const values = (subscription) => ({ endpoint: subscription.endpoint, ...subscription.toJSON().keys });

  const box = document.querySelector("[data-push-key]");
  if (!box || !("PushManager" in window)) return;
  const [on, off, said] = ["on", "off", "said"].map((name) => box.querySelector(`[data-push-${name}]`));
  const show = (subscription, words = "") => {
    on.hidden = Boolean(subscription);
    off.hidden = !subscription;
    said.textContent = words;
  };

  registered.then((registration) => registration.pushManager.getSubscription()).then((subscription) => {
    box.hidden = false;
    show(subscription);
    // Another garage may have come since: it may send messages to this telephone too.
    if (subscription) post(box.dataset.subscribe, values(subscription));
  }, () => {});

  on.addEventListener("click", async () => {
    const { pushManager } = await registered;
    try {
      const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.pushKey) });
      const answer = await post(box.dataset.subscribe, values(subscription));
      show(answer.ok ? subscription : null, answer.ok ? box.dataset.done : box.dataset.refused);
    } catch {
      show(null, box.dataset.refused);
    }
  });

  off.addEventListener("click", async () => {
    const { pushManager } = await registered;
    const subscription = await pushManager.getSubscription();
    if (subscription) {
      await post(box.dataset.unsubscribe, { endpoint: subscription.endpoint });
      await subscription.unsubscribe();
    }
    show(null);
  });
})();
