// Photos of an inspection: made smaller, shown at once, sent one by one; without coverage they wait on the phone.
(() => {
  const root = document.querySelector("[data-photos]");
  if (!root) return;
  const url = root.dataset.photos;
  const LONGEST = 1600;

  const smaller = async (file) => {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.82);
  };
  const bytes = (text) => Uint8Array.from(atob(text.split(",")[1]), (letter) => letter.charCodeAt(0));
  const slot = (place) => root.querySelector(`[data-place="${CSS.escape(place)}"]`);

  const show = (photo, state, words) => {
    const form = slot(photo.place);
    let image = form.querySelector("img");
    if (!image) {
      image = document.createElement("img");
      image.alt = form.querySelector("label span").textContent;
      form.querySelector("label .icon")?.replaceWith(image);
    }
    image.src = photo.data;
    form.toggleAttribute("data-done", state === "done");
    form.toggleAttribute("data-waiting", state === "waiting");
    form.querySelector("[data-state]").textContent = words;
  };

  // True when it is with the garage, or will never be taken; false when it has to wait.
  const send = async (photo) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", root.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("place", photo.place);
    body.append("client_key", photo.key);
    body.append("file", new Blob([bytes(photo.data)], { type: "image/jpeg" }), `${photo.place}.jpg`);
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status >= 500) throw new Error("try again");
      const { error } = await answer.json();
      show(photo, error ? "" : "done", error || root.dataset.sent);
      await window.phoneStore.remove(photo.key);
      return true;
    } catch {
      show(photo, "waiting", root.dataset.waiting);
      return false;
    }
  };

  window.sendWaitingPhotos = async () => {
    let all = true;
    for (const photo of await window.phoneStore.of(url)) all = (await send(photo)) && all;
    return all;
  };

  root.addEventListener("change", async (event) => {
    const [file] = event.target.files || [];
    if (!file) return;
    const place = event.target.closest("[data-place]").dataset.place;
    const photo = { key: crypto.randomUUID(), url, place, data: await smaller(file) };
    await window.phoneStore.put(photo);
    await send(photo);
  });
  window.addEventListener("online", window.sendWaitingPhotos);
  // Behind all scripts: the store is one of them.
  document.addEventListener("DOMContentLoaded", window.sendWaitingPhotos);
})();
