// What a driver made without coverage: photos wait in IndexedDB until they are sent. Used by inspection.js.
window.phoneStore = (() => {
  let opened;
  const database = () => opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("garageflow", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("photos", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const run = async (mode, act) => {
    const store = (await database()).transaction("photos", mode).objectStore("photos");
    return new Promise((resolve, reject) => {
      const request = act(store);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  };
  return {
    put: (photo) => run("readwrite", (store) => store.put(photo)),
    remove: (key) => run("readwrite", (store) => store.delete(key)),
    of: async (url) => (await run("readonly", (store) => store.getAll())).filter((photo) => photo.url === url),
  };
})();
