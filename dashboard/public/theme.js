// Runs before the first paint, so that a chosen theme does not flash. A separate file, because the policy
// forbids inline scripts.
try {
  var theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is disabled: use the system's theme.
}
