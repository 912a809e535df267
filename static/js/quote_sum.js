// Adds up the costs of a quote while they are typed: <form data-quote> with <output data-sum>.
(() => {
  const cents = (text) => {
    const plain = text.replace(/[\s€]/g, "").replace(/[.,](?=\d{3}([.,]|$))/g, "").replace(",", ".");
    return Math.round((Number.parseFloat(plain) || 0) * 100);
  };
  const show = (form) => {
    const sum = [...form.querySelectorAll("[inputmode=decimal]")].reduce((total, field) => total + cents(field.value), 0);
    form.querySelector("[data-sum]").textContent =
      new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR" }).format(sum / 100);
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-quote]");
    if (form) show(form);
  });
  for (const form of document.querySelectorAll("form[data-quote]")) show(form);
})();
