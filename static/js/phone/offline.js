// <form data-offline="key">: what is typed stays on this device until the server has it.
// A form that cannot be sent is kept, says so, and goes out by itself when the connection is back.
(() => {
  const forms = () => document.querySelectorAll("form[data-offline]");
  const key = (form) => `offline:${form.dataset.offline}`;
  const skipped = new Set(["csrfmiddlewaretoken"]);
  const LONGEST = 1600;

  const say = (form, words) => {
    const line = form.querySelector("[data-offline-words]");
    line.hidden = !words;
    line.querySelector("span").textContent = words ?? "";
  };

  const read = (form) => {
    try { return JSON.parse(localStorage.getItem(key(form))); } catch { return null; }
  };
  const write = (form, kept) => {
    // Full or forbidden: then the form is simply a form.
    try { localStorage.setItem(key(form), JSON.stringify(kept)); return true; } catch { return false; }
  };
  const forget = (form) => { try { localStorage.removeItem(key(form)); } catch { /* nothing was kept */ } };

  const typed = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !skipped.has(name));

  // Photos are large and storage is small: one is kept at the size that reception looks at.
  const shrunk = async (file) => {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: .82 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const photoOf = async (form) => {
    for (const field of form.querySelectorAll("input[type=file]")) {
      if (field.files[0]) return { name: field.name, data: await shrunk(field.files[0]) };
    }
    return null;
  };
  const asFile = (photo) => new File([Uint8Array.from(atob(photo.data), (letter) => letter.charCodeAt(0))], "photo.jpg", { type: "image/jpeg" });

  const keep = async (form, submitter, queued) => {
    const fields = typed(form);
    if (queued && submitter?.name) fields.push([submitter.name, submitter.value]);
    const photo = (await photoOf(form).catch(() => null)) ?? read(form)?.photo ?? null;
    const kept = { fields, photo, queued };
    if (!write(form, kept)) write(form, { fields, photo: null, queued });
    return kept;
  };

  const restore = (form, kept) => {
    for (const field of form.elements) {
      if (!field.name || skipped.has(field.name) || field.type === "file" || field.type === "submit") continue;
      const values = kept.fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
  };

  const send = async (form, kept) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of kept.fields) body.append(name, value);
    if (kept.photo) body.append(kept.photo.name, asFile(kept.photo));
    // As htmx asks: the answer then names the next page, which shows what there is to say.
    const answer = await fetch(location.href, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.headers.has("HX-Redirect")) {
      forget(form);
      location.assign(answer.headers.get("HX-Redirect"));
    } else if (answer.status === 422) {
      // Refused: the page says why, with everything that was typed.
      write(form, { ...kept, queued: false });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const again = page.querySelector(`form[data-offline="${CSS.escape(form.dataset.offline)}"]`);
      if (again) form.replaceWith(document.adoptNode(again));
    } else {
      throw new Error(answer.status);
    }
  };

  const trySending = async (form, kept = read(form)) => {
    if (!kept?.queued || form.dataset.busy) return;
    form.dataset.busy = "1";
    say(form, form.dataset.sending);
    try { await send(form, kept); } catch { say(form, form.dataset.kept); } finally { delete form.dataset.busy; }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-offline]")) return;
    event.preventDefault();
    await trySending(form, await keep(form, event.submitter, true));
    form.dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true }));
  });

  let waiting;
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-offline]");
    if (!form) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (form.isConnected && !read(form)?.queued) keep(form, null, false); }, 400);
  });

  addEventListener("online", () => forms().forEach(trySending));
  addEventListener("offline", () => forms().forEach((form) => say(form, form.dataset.kept)));
  // Some phones say nothing when the connection is back.
  setInterval(() => forms().forEach(trySending), 15000);

  for (const form of forms()) {
    const kept = read(form);
    if (!kept) continue;
    restore(form, kept);
    if (kept.queued) trySending(form);
    else say(form, form.dataset.restored);
  }
})();
