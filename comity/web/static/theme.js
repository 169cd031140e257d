// Light or dark as chosen before, set before the page is painted.
try {
  const chosen = localStorage.getItem("comity-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch { /* storage may be switched off: the system's choice holds */ }
