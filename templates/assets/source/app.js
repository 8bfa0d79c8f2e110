/**
 * The product's small behaviours, all by delegation from the document, so that what htmx brings in works too.
 * Every one of them only quickens something that also works without script.
 */
const root = document.documentElement;
root.dataset.script = '';

const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const found = event.target.closest?.(selector);
    if (found) act(found, event);
  });

// Overlays
on('click', '[data-opens]', (link, event) => {
  const dialog = document.getElementById(link.dataset.opens);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  dialog.showModal();
});
on('click', '[data-closes]', (button) => button.closest('dialog').close());
on('click', 'dialog[data-light-dismiss]', (dialog, event) => event.target === dialog && dialog.close());
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details[data-menu][open]'))
    if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    const menu = document.querySelector('details[data-menu][open]');
    if (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  }
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, textarea, select, [contenteditable]')) return;
  const seen = (selector) => [...document.querySelectorAll(selector)].find((found) => found.offsetParent);
  const search = seen('main [data-search]') ?? seen('[data-search]');
  event.preventDefault();
  if (search) search.select();
  else seen('[data-search-link]')?.click();
});

// Enter in a picker's search presses its button
on('keydown', '[data-finds]', (input, event) => {
  if (event.key !== 'Enter' || event.isComposing) return;
  event.preventDefault();
  input.parentElement.querySelector('button').click();
});

// Toasts
const dismiss = (toast) => toast.remove();
on('click', '[data-dismiss]', (button) => dismiss(button.closest('[data-toast]')));
const ageToasts = () => {
  for (const toast of document.querySelectorAll('[data-toast]:not([data-stay]):not([data-aged])')) {
    toast.dataset.aged = '';
    setTimeout(() => dismiss(toast), 8000);
  }
};

// Forms: a second press doesn't send twice
on('submit', 'form[method=post]', (form, event) => {
  if (form.ariaBusy === 'true') event.preventDefault();
  else setTimeout(() => !event.defaultPrevented && busy(form));
});
// A download leaves the page where it is, so the form comes back by itself.
function busy(form) {
  form.ariaBusy = 'true';
  setTimeout(() => (form.ariaBusy = null), 8000);
}
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[aria-busy]')) form.ariaBusy = null;
});
on(
  'change',
  '[data-submit], [data-submit-on-change] :is(select, input[type=checkbox], input[type=date])',
  (field) => field.form.requestSubmit(),
);
on('input', 'input[data-date]', (input) => {
  const [, year, month, day] = /^(\d+)-(\d+)-(\d+)/.exec(input.value) ?? [];
  const output = input.parentNode.querySelector('output');
  if (!output) return;
  const date = new Date(Date.UTC(year, month - 1, day));
  const words = (options) => date.toLocaleDateString(root.lang, { timeZone: 'UTC', ...options });
  if (!year) output.value = '';
  else if (root.lang === 'en')
    output.value = `${words({ weekday: 'short' })} ${+day} ${words({ month: 'short' })}`;
  else output.value = `${+month} 月 ${+day} 日（${words({ weekday: 'short' })}）`;
});

// Drafts
const timers = new WeakMap();
on('input', 'form[data-autosave]', (form) => {
  clearTimeout(timers.get(form));
  timers.set(
    form,
    setTimeout(() => save(form), 1000),
  );
});
async function save(form) {
  const status =
    form.querySelector('[data-autosave-status]') ?? document.querySelector('[data-autosave-status]');
  const say = (word, time = '') =>
    status && (status.textContent = status.dataset[word].replace('{time}', time));
  say('saving');
  try {
    const body = form.enctype.startsWith('multipart')
      ? new FormData(form)
      : new URLSearchParams(new FormData(form));
    const { ok } = await fetch(form.dataset.autosave, { method: 'POST', body });
    if (!ok) throw new Error();
    say('saved', new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }));
  } catch {
    say('failed');
    timers.set(
      form,
      setTimeout(() => save(form), 10000),
    );
  }
}

// Selecting rows
const checks = (table) => [...table.querySelectorAll('[data-check-row]')];
on('change', '[data-check-all]', (all) => {
  for (const box of checks(all.closest('table'))) box.checked = all.checked;
  count(all.closest('table'));
});
on('change', '[data-check-row]', (box) => count(box.closest('table')));
on('click', '[data-batch-clear]', (button) => {
  const form = button.form;
  for (const box of form.elements) if (box.matches('[data-check-row]')) box.checked = false;
  for (const table of document.querySelectorAll('[data-checkable]')) count(table, form);
});
function count(table, known) {
  const boxes = checks(table);
  const chosen = boxes.filter((box) => box.checked).length;
  const all = table.querySelector('[data-check-all]');
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const form = known ?? boxes[0]?.form;
  const text = form?.querySelector('[data-batch-count]');
  if (!text) return;
  form.toggleAttribute('data-some', chosen > 0);
  text.textContent = chosen ? text.dataset.batchCount.replace('{n}', chosen) : '';
}

// Copying
on('click', '[data-copy]', async (button) => {
  const source = document.getElementById(button.dataset.copyFrom);
  await navigator.clipboard.writeText(button.dataset.copy || (source?.value ?? source?.innerText ?? ''));
  const words = button.querySelector('span');
  const before = words.textContent;
  words.textContent = button.dataset.copied;
  setTimeout(() => (words.textContent = before), 2000);
});
on('click', '[data-print]', () => print());

// Divisions: the next level follows the one chosen
on('change', 'select[data-division]', async (select) => {
  while (select.nextElementSibling?.matches('select')) select.nextElementSibling.remove();
  if (!select.value) return;
  const answer = await fetch(`/divisions/${select.value}/options`);
  const options = answer.ok ? await answer.text() : '';
  // The first option is the empty one; without another there's no level below.
  if (!/<option[^]*<option/.test(options)) return;
  const next = select.cloneNode();
  const level = +select.dataset.division;
  next.dataset.division = level + 1;
  next.ariaLabel = select.parentNode.dataset.levels.split('|')[level];
  next.removeAttribute('id');
  next.innerHTML = options;
  select.after(next);
});

// What has just come, by loading or by htmx
function settle() {
  ageToasts();
  const summary = document.querySelector('[data-error-summary=""]');
  if (summary) {
    summary.dataset.errorSummary = 'seen';
    summary.focus();
  }
  for (const table of document.querySelectorAll('[data-checkable]')) count(table);
  // A secret that rides in the fragment of a printed QR code, which browsers send to nobody
  for (const input of document.querySelectorAll('[data-from-hash]'))
    if (!input.value) input.value = decodeURIComponent(location.hash.slice(1));
}
document.addEventListener('htmx:after:swap', settle);
settle();
