// A choice that needs no button: <form data-autosubmit> is sent as soon as one of its fields changes.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
});
