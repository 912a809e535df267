// An inspection on a phone with bad coverage: what is typed, pinned and signed is kept on the phone until it is sent.
(() => {
  const WIDTH = 300, HEIGHT = 120;
  const form = () => document.querySelector("form[data-inspection]");
  if (!form()) return;
  const storeKey = `inspection:${form().dataset.inspection}`;
  const field = (name) => form().elements[name];
  const read = (name, otherwise) => { try { return JSON.parse(field(name).value) || otherwise; } catch { return otherwise; } };

  // --- kept on the phone
  const keep = () => {
    const values = [...new FormData(form())].filter(([name]) => name !== "csrfmiddlewaretoken");
    localStorage.setItem(storeKey, JSON.stringify(values));
  };
  const restore = () => {
    const values = JSON.parse(localStorage.getItem(storeKey) || "[]");
    for (const [name, value] of values) {
      const control = field(name);
      if (!control) continue;
      if (control instanceof RadioNodeList) for (const box of control) { if (box.value === value) box.checked = true; }
      else if (control.type === "checkbox") control.checked = true;
      else control.value = value;
    }
    if (!field("client_key").value) field("client_key").value = crypto.randomUUID();
  };

  // --- damages on the drawing
  const pins = () => read("damages", []);
  const setPins = (list) => { field("damages").value = JSON.stringify(list); keep(); drawPins(); };
  const drawPins = () => {
    const root = form().querySelector("[data-damages]");
    const layer = root.querySelector("[data-pins]"), list = root.querySelector("[data-list]");
    layer.replaceChildren();
    list.replaceChildren();
    pins().forEach((pin, place) => {
      const mark = document.createElementNS("http://www.w3.org/2000/svg", "g");
      mark.setAttribute("class", "pin");
      mark.setAttribute("tabindex", "0");
      mark.dataset.place = place;
      mark.setAttribute("transform", `translate(${pin.x * 0.3} ${pin.y * 0.42})`);
      mark.append(
        Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "circle")),
        Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "text"), { textContent: place + 1 }),
      );
      mark.firstChild.setAttribute("r", "10");
      layer.append(mark);
      const row = root.querySelector("template").content.firstElementChild.cloneNode(true);
      row.dataset.place = place;
      row.querySelector("b").textContent = place + 1;
      for (const control of row.querySelectorAll("[data-of]")) control.value = pin[control.dataset.of];
      list.append(row);
    });
  };
  const addPin = (x, y) => setPins([...pins(), { x: Math.round(x), y: Math.round(y), kind: "scratch", size: "small", note: "" }]);

  document.addEventListener("click", (event) => {
    const root = event.target.closest("[data-damages]");
    if (!root) return;
    if (event.target.closest("[data-add]")) return addPin(500, 500);
    const remove = event.target.closest("[data-remove]");
    if (remove) return setPins(pins().filter((_pin, place) => place !== Number(remove.closest("li").dataset.place)));
    const drawing = event.target.closest("svg.car");
    if (drawing && !event.target.closest(".pin")) {
      const box = drawing.getBoundingClientRect();
      addPin(((event.clientX - box.left) / box.width) * 1000, ((event.clientY - box.top) / box.height) * 1000);
    }
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [0, -20], ArrowDown: [0, 20], ArrowLeft: [-20, 0], ArrowRight: [20, 0] }[event.key];
    const pin = event.target.closest?.(".pin[data-place]");
    if (!step || !pin) return;
    event.preventDefault();
    const place = Number(pin.dataset.place), list = pins();
    list[place].x = Math.min(1000, Math.max(0, list[place].x + step[0]));
    list[place].y = Math.min(1000, Math.max(0, list[place].y + step[1]));
    setPins(list);
    form().querySelector(`.pin[data-place="${place}"]`).focus();
  });

  // --- signatures
  const drawSignature = (pad) => {
    const canvas = pad.querySelector("canvas"), pen = canvas.getContext("2d"), scale = canvas.width / WIDTH;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#1b2330" });
    for (const stroke of read(pad.dataset.signature, [])) {
      pen.beginPath();
      stroke.forEach(([x, y], place) => pen[place ? "lineTo" : "moveTo"](x * scale, y * scale));
      pen.stroke();
    }
  };
  let stroke = null;
  const point = (canvas, event) => {
    const box = canvas.getBoundingClientRect();
    return [Math.round(((event.clientX - box.left) / box.width) * WIDTH), Math.round(((event.clientY - box.top) / box.height) * HEIGHT)];
  };
  document.addEventListener("pointerdown", (event) => {
    const canvas = event.target.closest?.("[data-signature] canvas");
    if (!canvas) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = [point(canvas, event)];
  });
  document.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const canvas = event.target.closest("canvas"), pad = canvas?.closest("[data-signature]");
    if (!pad) return;
    stroke.push(point(canvas, event));
    const name = pad.dataset.signature, done = read(name, []);
    field(name).value = JSON.stringify([...done, stroke]);
    drawSignature(pad);
    field(name).value = JSON.stringify(done);
  });
  document.addEventListener("pointerup", (event) => {
    const pad = event.target.closest?.("[data-signature]");
    if (stroke && pad) {
      const name = pad.dataset.signature;
      if (stroke.length > 1) field(name).value = JSON.stringify([...read(name, []), stroke]);
      drawSignature(pad);
      keep();
    }
    stroke = null;
  });
  document.addEventListener("click", (event) => {
    const clear = event.target.closest("[data-clear]");
    if (!clear) return;
    const pad = clear.closest("[data-signature]");
    field(pad.dataset.signature).value = "";
    drawSignature(pad);
    keep();
  });

  // --- who signs, and who does not
  const showSides = () => {
    const nobody = field("absence").value !== "";
    for (const part of form().querySelectorAll("[data-counterpart]")) part.hidden = nobody;
    for (const part of form().querySelectorAll("[data-absence]")) part.hidden = !nobody;
  };

  document.addEventListener("input", (event) => {
    if (!event.target.closest("form[data-inspection]")) return;
    const row = event.target.closest("[data-damages] li");
    if (row) {
      const list = pins();
      list[Number(row.dataset.place)][event.target.dataset.of] = event.target.value;
      field("damages").value = JSON.stringify(list);
    }
    showSides();
    keep();
  });

  // --- sending
  let waits = false;
  const offline = (is) => { const sign = document.querySelector("[data-no-coverage]"); if (sign) sign.hidden = !is; };
  const send = async () => {
    if (!field("signed_at").value) { field("signed_at").value = new Date().toISOString(); keep(); }
    try {
      if (!(await window.sendWaitingPhotos())) throw new Error("photos wait");
      const headers = { Accept: "application/json" };
      const answer = await fetch(location.href, { method: "POST", body: new FormData(form()), headers });
      if (answer.status >= 500) throw new Error("try again");
      waits = false;
      if (answer.headers.get("content-type")?.startsWith("application/json")) {
        localStorage.removeItem(storeKey);
        location.assign((await answer.json()).url);
        return;
      }
      if (answer.redirected) {
        // Signed out meanwhile: what was typed stays on the phone.
        location.assign(answer.url);
        return;
      }
      field("signed_at").value = "";
      keep();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      form().replaceWith(page.querySelector("form[data-inspection]"));
      begin();
      form().querySelector("[data-error-summary]")?.focus();
    } catch {
      waits = true;
      offline(true);
      document.dispatchEvent(new CustomEvent("toasts", { detail: [{ tone: "soon", text: form().dataset.kept }] }));
    }
  };
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-inspection]")) return;
    event.preventDefault();
    send();
  });
  const again = () => { if (waits) send(); };
  window.addEventListener("online", () => { offline(false); again(); });
  window.addEventListener("offline", () => offline(true));
  setInterval(again, 20000);

  const begin = () => {
    restore();
    drawPins();
    for (const pad of form().querySelectorAll("[data-signature]")) drawSignature(pad);
    showSides();
    offline(!navigator.onLine);
  };
  begin();
})();
