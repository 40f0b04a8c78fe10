// Duty-list island: arrows, keys 1–5 (牵 主 协 审 知), 0, Ctrl+Z, paste from Excel with preview. Finding rows: matrix-filter.js.
// Without it the row heading leads to the row's form. Each change is a post of one cell; the server answers with the row as it now is.
//   <table data-matrix data-cell="ADDRESS" data-block="ADDRESS"> with the csrf field beside it; tr[data-row][data-seen], td[data-unit]
//   cell: row unit kinds was → 2xx the tr[data-row] anew, and what else has an id of mx-… and stands on the page; 409 (somebody filled in
//   this cell first) the same with a panel in [data-said]; otherwise a panel for [data-refuse] and the old value comes back
//   block: cells = JSON [[row, unit, kinds, was] …] → 2xx, the page is loaded anew; otherwise a panel, and the pasted text stays
const m = document.querySelector('[data-matrix]');
const $ = s => document.querySelector(s);
const KINDS = ['牵', '主', '协', '审', '知'], CLASS = { 牵: 'a', 主: 'r', 协: 'c', 审: 'v', 知: 'i' };
const say = text => document.dispatchEvent(new CustomEvent('heli:say', { detail: text }));
const name = r => r.cells[0].firstElementChild?.textContent.trim() || r.cells[0].textContent.trim();
const val = td => td.querySelector('.ra')?.textContent.trim() ?? '';
const bodies = () => [...m.tBodies], rows = () => bodies().flatMap(b => [...b.rows].filter(r => !r.classList.contains('grp')));
const cells = r => [...r.cells].filter(c => c.dataset.unit);
const units = () => [...m.tHead.rows[0].cells].filter(c => c.dataset.unit).map(c => c.firstChild.textContent.trim());

const show = (td, v) => {
  td.textContent = '';
  if (!v) return;
  const b = document.createElement('b');
  b.className = `ra ra-${CLASS[v[0]]}${v.length > 1 ? ' ra-2' : ''}`;
  b.textContent = v;
  td.append(b);
};
const parse = html => new DOMParser().parseFromString(html, 'text/html');
const refuse = made => {
  const box = $('[data-refuse]');
  if (!box) return;
  box.replaceChildren(...made);
  box.hidden = !box.children.length;
  box.querySelector('[tabindex="-1"]')?.focus();
};
const post = (address, fields) => {
  const body = new FormData();
  for (const [k, v] of Object.entries(fields)) body.set(k, v);
  body.set('csrfmiddlewaretoken', $('[name=csrfmiddlewaretoken]')?.value ?? '');
  body.set('key', crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  return fetch(address, { method: 'POST', body, headers: { 'HX-Request': 'true' }, credentials: 'same-origin' });
};

// cells wait for one another, so that `seen` is the version that the last answer gave
let queue = Promise.resolve();
const undo = [];
const set = (td, v, keep = true) => {
  const old = val(td);
  if (old === v) return;
  show(td, v);
  td.setAttribute('aria-busy', 'true');
  const row = td.parentElement.dataset.row, unit = td.dataset.unit;
  queue = queue.then(async () => {
    const now = () => m.querySelector(`tr[data-row="${row}"] td[data-unit="${unit}"]`);
    const tr = now().parentElement;
    try {
      const was = now().dataset.held, answer = await post(m.dataset.cell, { row, unit, kinds: v, was: was || '空' });
      const page = parse(await answer.text()), fresh = page.querySelector('tr[data-row]'), said = page.querySelector('[data-said]');
      page.querySelectorAll('[id^="mx-"]').forEach(x => document.getElementById(x.id)?.replaceWith(x));
      page.querySelectorAll('tr[data-check]').forEach(x => {
        const other = m.querySelector(`tr[data-row="${x.dataset.check}"]`);
        if (other) { other.className = x.className; other.lastElementChild.replaceWith(x.lastElementChild) }
      });
      if (fresh) { const held = document.activeElement === now(); tr.replaceWith(fresh); ready(fresh); if (held) focus(now()) }
      if (!answer.ok) {
        if (!fresh) show(now(), was);
        now().classList.toggle('is-theirs', !!fresh);
        return refuse(said ? said.children : page.body.children);
      }
      if (keep) undo.push([row, unit, was]);
      $('[data-refuse]').hidden = true;
      now().classList.add('is-new');
      say(`${name(now().parentElement)} ${units()[cells(now().parentElement).indexOf(now())]}：${v || '空'}`);
    } catch {
      show(now(), now().dataset.held);
      say('网络已断开，没有保存');
    } finally {
      now().removeAttribute('aria-busy');
    }
  });
};

// moving and setting
const focus = td => { m.querySelectorAll('td[tabindex="0"]').forEach(x => { x.tabIndex = -1 }); td.tabIndex = 0; td.focus() };
const ready = r => cells(r).forEach(td => { td.tabIndex = -1; td.dataset.held = val(td) }); // what the server is known to hold
let brush = '';
const press = (td, k) => {
  const v = val(td);
  set(td, v.includes(k) ? v.replace(k, '') : (k === '牵' && v === '主') || (k === '主' && v === '牵') ? '牵主' : k);
};
const pick = k => { brush = brush === k ? '' : k; document.querySelectorAll('[data-k]').forEach(b => b.setAttribute('aria-pressed', b.dataset.k === brush)) };
const step = (td, dy, dx) => {
  const all = rows().filter(r => !r.hidden), y = all.indexOf(td.parentElement) + dy, x = cells(td.parentElement).indexOf(td) + dx;
  const next = all[y] && cells(all[y])[x];
  if (next) focus(next);
};

const edit = () => {
  m.setAttribute('role', 'grid');
  rows().forEach(ready);
  const first = cells(rows()[0] ?? m.tHead.rows[0])[0];
  if (first) first.tabIndex = 0;
  m.addEventListener('click', e => { const td = e.target.closest('td[data-unit]'); if (td) { focus(td); if (brush) press(td, brush) } });
  m.addEventListener('keydown', e => {
    const td = e.target.closest('td[data-unit]'), go = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[e.key];
    if (!td || e.isComposing) return;
    if (go) { e.preventDefault(); step(td, ...go) }
    else if (e.ctrlKey && e.key === 'z' && undo.length) {
      e.preventDefault();
      const [row, unit, v] = undo.pop(), cell = m.querySelector(`tr[data-row="${row}"] td[data-unit="${unit}"]`);
      focus(cell);
      set(cell, v, false);
    } else if (e.ctrlKey || e.metaKey || e.altKey) return;
    else if (['0', 'Delete', 'Backspace'].includes(e.key)) { e.preventDefault(); set(td, '') }
    else if (KINDS[e.key - 1] || KINDS.includes(e.key)) press(td, KINDS[e.key - 1] ?? e.key);
    else if (e.key === 'Enter') location.assign(`${td.parentElement.querySelector('a').href}?unit=${td.dataset.unit}#u-${td.dataset.unit}`);
    else if (e.key === 'Escape') pick('');
  });
  document.querySelectorAll('[data-k]').forEach(b => b.addEventListener('click', () => pick(b.dataset.k)));
  paste();
};

// paste: preview first, one post on confirmation; each cell that cannot be written is named with the reason
const WORDS = { 牵头: '牵', 主办: '主', 协办: '协', 配合: '协', 审核: '审', 知会: '知' };
const read = raw => {
  const found = [...new Set(raw.replace(/牵头|主办|协办|配合|审核|知会/g, w => WORDS[w]).replace(/[\s、,，/和+]/g, ''))];
  return found.length < 3 && found.every(k => KINDS.includes(k)) ? KINDS.filter(k => found.includes(k)).join('') : null;
};
const paste = () => {
  const d = $('[data-pastedlg]'), inp = $('[data-pastein]'), out = $('[data-pasteout]'), sum = $('[data-pastesum]'), ok = $('[data-pasteok]');
  if (!d) return;
  let todo = [];
  const start = () => m.querySelector('td[tabindex="0"]');
  const preview = () => {
    const all = rows(), r0 = all.indexOf(start().parentElement), c0 = cells(start().parentElement).indexOf(start()), cols = units();
    let lost = 0, same = 0;
    const t = document.createElement('table');
    t.className = 'tbl tbl-s';
    todo = [];
    out.textContent = '';
    inp.value.replace(/\r/g, '').replace(/\n$/, '').split('\n').forEach((line, i) => line.split('\t').forEach((raw, j) => {
      const v = read(raw), r = all[r0 + i], td = r && cells(r)[c0 + j], old = td && val(td);
      if (!raw.trim() && (!td || !inp.value.includes('\t'))) return;
      if (td && old === v) { same++; return }
      const fine = td && v !== null, tr = t.insertRow();
      [r ? name(r) : `表外第 ${r0 + i - all.length + 1} 行`, cols[c0 + j] ?? '表外', fine ? `${old || '空'} → ${v || '空'}` : raw.trim(), fine ? '将写入' : td ? '认不出，不写入' : '超出表格，不写入'].forEach(x => { tr.insertCell().textContent = x });
      if (fine) todo.push([r.dataset.row, td.dataset.unit, v, td.dataset.held || '空']); else { lost++; tr.className = 'is-bad' }
    }));
    if (t.rows.length) out.append(t);
    sum.textContent = inp.value
      ? `从“${name(all[r0])} · ${cols[c0]}”开始：${todo.length} 格将改，${same} 格相同，${lost} 格不能写入`
      : '把 Excel 中的区域复制到这里，从当前格子开始写入。可用的字：牵 主 牵主 协 审 知';
    ok.disabled = !todo.length;
    ok.textContent = `写入 ${todo.length} 格`;
  };
  const open = text => { inp.value = text; preview(); d.showModal(); (text ? ok : inp).focus() };
  inp.addEventListener('input', preview);
  $('[data-paste]')?.addEventListener('click', () => open(inp.value)); // what could not be written is still there
  m.addEventListener('paste', e => { if (e.target.closest('td[data-unit]')) { e.preventDefault(); open(e.clipboardData.getData('text')) } });
  d.addEventListener('close', async () => {
    if (d.returnValue !== 'yes' || !todo.length) return start().focus();
    await queue;
    const answer = await post(m.dataset.block, { cells: JSON.stringify(todo) }).catch(() => null);
    if (answer?.ok) return location.reload();
    answer ? refuse(parse(await answer.text()).body.children) : say('网络已断开，没有写入');
  });
};

if (m?.dataset.cell) edit();
