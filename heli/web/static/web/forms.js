// Forms island (sign-in, wizard, hand-in): show password, character count, chosen files, decision forms. No dependency.
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];

document.addEventListener('click', e => {
  const b = e.target.closest('.pw button');
  if (!b || b.disabled) return;
  const input = $('input', b.parentElement), show = input.type === 'password';
  input.type = show ? 'text' : 'password';
  b.textContent = show ? '隐藏' : '显示';
  b.setAttribute('aria-pressed', show);
  input.focus();
});

const count = text => {
  const out = $(`[data-count="${text.id}"]`);
  if (out) out.textContent = `${[...text.value].length} / ${out.dataset.max} 字`;
};
document.addEventListener('input', e => { if (e.target.matches('textarea')) count(e.target) });
$$('textarea').forEach(count);

// files: the names that were chosen; dropping puts them into the same input
const chosen = input => {
  const list = $('[data-chosen]', input.closest('[data-drop]'));
  list.textContent = '';
  for (const f of input.files) {
    const li = document.createElement('li');
    li.textContent = `${f.name}　${f.size < 1048576 ? Math.max(1, Math.round(f.size / 1024)) + ' KB' : (f.size / 1048576).toFixed(1) + ' MB'}`;
    list.append(li);
  }
  list.hidden = !input.files.length;
};
document.addEventListener('change', e => { if (e.target.matches('[data-drop] input[type=file]')) chosen(e.target) });
for (const type of ['dragover', 'drop']) {
  document.addEventListener(type, e => {
    const box = e.target.closest?.('[data-drop]');
    if (!box) return;
    e.preventDefault();
    if (type === 'drop') { const input = $('input[type=file]', box); input.files = e.dataTransfer.files; chosen(input) }
  });
}

// decision: nothing is preselected, the button names the act, a part with data-when="no back" shows and asks only then.
// <form data-deed data-decide> <input type=radio name=verdict value=yes data-verb="同意，报终审"> … <div data-when="back">…</div> <button data-verb>
const decide = form => {
  const picked = $('input[data-verb]:checked', form), button = $('button[data-verb]', form);
  $$('[data-when]', form).forEach(part => {
    part.hidden = !picked || !part.dataset.when.split(' ').includes(picked.value);
    $$('input,select,textarea', part).forEach(x => { x.disabled = part.hidden });
  });
  button.setAttribute('aria-disabled', !picked);
  button.textContent = picked ? picked.dataset.verb : '先选结论';
};
document.addEventListener('change', e => { const f = e.target.closest('form[data-decide]'); if (f) decide(f) });
document.addEventListener('htmx:load', () => { $$('form[data-decide]').forEach(decide); $$('textarea').forEach(count) });
$$('form[data-decide]').forEach(decide);
