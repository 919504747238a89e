// Before anything is painted: the theme that was chosen, if one was. A classic script, so that there is no flash.
(() => {
  const chosen = localStorage.getItem('mailbay.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
