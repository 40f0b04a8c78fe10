// Shell island: drawer, menus, pop-overs, display choices, list keys, deeds (plain forms, sent by htmx where they say so), toasts.
// No dependency; every deed works without this file.
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const root = document.documentElement, side = $('#side'), nav = $('[data-nav]');
const on = (type, f, target = document) => target.addEventListener(type, f);

// one polite voice
const live = document.createElement('p');
live.className = 'sr';
live.setAttribute('aria-live', 'polite');
document.body.append(live);
const say = text => { live.textContent = ''; setTimeout(() => { live.textContent = text }, 50) };
on('heli:say', e => say(e.detail));

// drawer and menus
const drawer = open => { side.classList.toggle('is-open', open); nav.setAttribute('aria-expanded', open); open ? $('a', side)?.focus() : nav.focus() };
nav?.addEventListener('click', () => drawer(!side.classList.contains('is-open')));
on('click', e => {
  if (side?.classList.contains('is-open') && !side.contains(e.target) && !nav.contains(e.target)) drawer(false);
  $$('details.menu[open]').forEach(d => { if (!d.contains(e.target)) d.open = false });
});
// a pop-over that would leave the window opens to the other side (toggle does not bubble: listen while it is captured)
document.addEventListener('toggle', e => {
  const pop = e.target.matches?.('details.how') && $('.how__pop', e.target);
  if (!pop) return;
  pop.classList.remove('is-flip');
  if (e.target.open && pop.getBoundingClientRect().right > innerWidth - 8) pop.classList.add('is-flip');
}, true);

// display choices: at once here, kept by the server in cookies
$('[data-display]')?.addEventListener('submit', e => {
  const b = e.submitter;
  if (!b?.name) return;
  e.preventDefault();
  const body = new FormData(e.target);
  body.set(b.name, b.value);
  $$('button', b.parentElement).forEach(x => x.setAttribute('aria-pressed', x === b));
  const plain = { text: 'm', contrast: 'normal', keys: 'on' }[b.name];
  if (b.value === plain) delete root.dataset[b.name]; else root.dataset[b.name] = b.value;
  fetch(e.target.action, { method: 'POST', body, headers: { 'HX-Request': 'true' }, credentials: 'same-origin' });
});

// keys: J K Enter in lists, / and Ctrl K to search, ? for the sheet, Ctrl Enter to submit. Single keys can be switched off (WCAG 2.1.4)
const typing = e => e.isComposing || e.target.closest?.('input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]');
const single = e => root.dataset.keys !== 'off' && !typing(e) && !e.ctrlKey && !e.metaKey && !e.altKey;
const move = step => {
  const rows = $$('[data-list] [data-item]');
  if (!rows.length) return;
  const now = rows.findIndex(x => x.classList.contains('is-sel'));
  const next = Math.max(0, Math.min(rows.length - 1, now + step));
  rows.forEach((x, i) => x.classList.toggle('is-sel', i === next));
  rows[next].scrollIntoView({ block: 'nearest' });
  $('a', rows[next])?.focus({ preventScroll: true });
};
on('keydown', e => {
  const key = e.key.toLowerCase();
  if ((e.ctrlKey || e.metaKey) && key === 'k' || key === '/' && single(e)) {
    const search = $('[data-search]');
    if (search) { e.preventDefault(); search.matches('a') ? search.click() : search.focus() }
  } else if ((e.ctrlKey || e.metaKey) && key === 'enter' && !e.isComposing) {
    const form = e.target.closest?.('form[data-deed]');
    if (form) { e.preventDefault(); form.requestSubmit() }
  } else if (key === 'escape') {
    if (side?.classList.contains('is-open')) drawer(false);
    $$('details.menu[open]').forEach(d => { d.open = false; $('summary', d).focus() });
  } else if (single(e)) {
    if (key === 'j') move(1);
    else if (key === 'k') move(-1);
    else if (key === '?') $('[data-keysheet]')?.showModal();
  }
});

// dialogs: [data-open=ID] opens, [data-shut] closes, a click beside closes
on('click', e => {
  const open = e.target.closest('[data-open]'), dialog = open && document.getElementById(open.dataset.open);
  if (dialog) { e.preventDefault(); dialog.showModal() }
  if (e.target.closest('[data-shut]') || e.target.matches('dialog')) e.target.closest('dialog').close();
  if (e.target.closest('[data-print]')) print();
});

// deeds: one click, one deed. A button that may not be used says why and does nothing
on('submit', e => {
  const b = e.submitter;
  if (b?.getAttribute('aria-disabled') === 'true') { e.preventDefault(); e.stopImmediatePropagation(); return }
  if (!e.target.matches('[data-deed]')) return;
  if (e.target.dataset.sent) { e.preventDefault(); e.stopImmediatePropagation(); return }
  e.target.dataset.sent = '1';
  b?.setAttribute('aria-busy', 'true');
}, window.document);
const free = form => { delete form.dataset.sent; $$('[aria-busy]', form).forEach(b => b.removeAttribute('aria-busy')) };
on('pageshow', e => { if (e.persisted) $$('form[data-sent]').forEach(free) }, window);

// htmx: the token goes as a header, from the cookie, in this one place
const token = () => {
  const name = $('meta[name=csrf-cookie]')?.content, hit = document.cookie.split('; ').find(c => c.startsWith(name + '='));
  return hit ? decodeURIComponent(hit.slice(name.length + 1)) : $('[name=csrfmiddlewaretoken]')?.value ?? '';
};
on('htmx:configRequest', e => { if (e.detail.verb !== 'get') e.detail.headers['X-CSRFToken'] = token() });
on('htmx:beforeRequest', () => root.classList.add('is-loading'));
on('htmx:afterRequest', e => { root.classList.remove('is-loading'); const f = e.detail.elt.closest?.('form'); if (f) free(f) });
on('htmx:sendError', () => offline(true));
on('htmx:timeout', () => toast('没有等到答复，请再提交一次，不会重复办理'));
// load tells of each new part, also where the target itself was replaced
on('htmx:load', e => { if (e.detail.elt !== document.body) arrive(e.detail.elt) });

// what has just arrived: errors and panels take the focus, waiting forms start to count, clocks run
const within = (s, part) => [...(part.matches?.(s) ? [part] : []), ...$$(s, part)];
const arrive = part => {
  const summary = within('[data-errsum]', part)[0], first = summary ?? $('[data-panel] [tabindex="-1"]', part);
  if (first) { first.focus({ preventScroll: true }); first.scrollIntoView({ block: 'nearest' }) }
  if (summary && !document.title.startsWith('错误：')) document.title = `错误：${document.title}`;
  within('form[data-retry]', part).forEach(retry);
  within('[data-clock]', part).forEach(clock);
  within('form[data-deed]', part).forEach(draft);
};
// busy: the same form under the same key, at most five times
const retry = form => {
  let left = +form.dataset.retry, tries = +(sessionStorage.getItem('heli-tries') ?? 0);
  const bar = $('progress', form), words = $('[data-retry-words]', form);
  if (tries >= 5) { sessionStorage.removeItem('heli-tries'); words.textContent = '已试 5 次，仍在办理。过一会儿点“立即重试”'; return }
  const timer = setInterval(() => {
    if (!form.isConnected) return clearInterval(timer);
    bar.value = bar.max - --left;
    words.textContent = `${left} 秒后自动再试（第 ${tries + 1} 次，共 5 次）。同一次提交只算一次`;
    if (left <= 0) { clearInterval(timer); sessionStorage.setItem('heli-tries', tries + 1); form.requestSubmit() }
  }, 1000);
};
// a running deadline: the server gives the working seconds that are left; here they only run down
const clock = el => {
  let s = +el.dataset.clock;
  const timer = setInterval(() => {
    if (!el.isConnected || --s <= 0) return clearInterval(timer);
    if (s % 60 === 0) el.textContent = `还剩 ${Math.floor(s / 3600)} 小时 ${String(Math.floor(s % 3600 / 60)).padStart(2, '0')} 分`;
  }, 1000);
};

// toasts: HX-Trigger {"heli:toast": "…"}; they stay while hovered or focused
const hide = t => { let ms = 10000; const timer = setInterval(() => { if (!t.matches(':hover,:focus-within') && (ms -= 500) <= 0) { clearInterval(timer); t.remove() } }, 500) };
const toast = text => {
  const made = $('template[data-toast]')?.content.firstElementChild.cloneNode(true);
  if (!made) return;
  $('span', made).textContent = text;
  $('button', made).addEventListener('click', () => made.remove());
  $('[data-toasts]').append(made);
  say(text);
  hide(made);
};
on('heli:toast', e => toast(e.detail.value ?? e.detail));
$$('[data-toasts] .toast').forEach(hide);

// offline: say so; nothing typed is lost, it stays in the page
const offline = gone => { const box = $('[data-offline]'); if (box) box.hidden = !gone };
on('offline', () => offline(true), window);
on('online', () => offline(false), window);

// the current tab is in view
const tab = $('.tabs [aria-current]'), strip = tab?.parentElement;
if (strip) strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
// choices show which one is on, also where :has is missing
on('change', e => {
  const group = e.target.closest?.('.opt,.chips');
  if (group) $$('label', group).forEach(l => l.classList.toggle('is-on', !!$('input', l)?.checked));
});

// drafts: what was typed and not sent survives a crash, in this browser, under the post and the form's address. Kept until the
// server says that the deed was done (its toast), until it is discarded, until sign-out, or two weeks. Never of sign-in (no data-deed),
// files and passwords. A draft of somebody else is removed, never shown
const DRAFT = 'heli-draft ', [me, ...others] = ($('meta[name=own-posts]')?.content ?? '').split(' ');
const kept = () => Object.keys(localStorage).filter(k => k.startsWith(DRAFT));
const long = form => $('textarea', form) || $$('input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=file])', form).length > 0;
const place = form => `${DRAFT}${me} ${new URL(form.action).pathname}`;
const parts = (form, name) => $$('input,select,textarea', form).filter(x => x.name === name && !['file', 'password'].includes(x.type) && (!name.startsWith('csrf')));
const values = (form, name) => parts(form, name).filter(x => !['radio', 'checkbox'].includes(x.type) || x.checked).map(x => x.value);
const load = key => { try { return JSON.parse(localStorage.getItem(key)) } catch { return null } };
const store = (key, draft) => { try { draft ? localStorage.setItem(key, JSON.stringify(draft)) : localStorage.removeItem(key) } catch { /* full or forbidden: the page still works */ } };
const hold = (form, names, sent) => {
  const key = place(form), old = load(key), fields = old?.fields ?? {};
  for (const name of names) if (parts(form, name).length) fields[name] = values(form, name);
  if (Object.keys(fields).length) store(key, { at: names.length ? Date.now() : old.at, seen: form.elements.seen?.value, key: form.elements.key?.value, sent, fields });
};
let putting = false;
const put = (form, fields) => Object.entries(fields).map(([name, wanted]) => {
  const asked = parts(form, name);
  if (!asked.length || String(values(form, name)) === String(wanted)) return 0;
  asked.forEach((x, i) => { if (['radio', 'checkbox'].includes(x.type)) x.checked = wanted.includes(x.value); else x.value = wanted[i] ?? '' });
  putting = true;
  asked.forEach(x => x.dispatchEvent(new Event('change', { bubbles: true })));
  asked[0].dispatchEvent(new Event('input', { bubbles: true }));
  putting = false;
  return 1;
}).includes(1);
const draft = form => {
  const key = place(form), old = me && long(form) ? load(key) : null;
  if (!old?.fields) return;
  const rows = Object.keys(old.fields).filter(name => /-\d+-/.test(name) && !parts(form, name).length);
  // the server gave back what was sent, maybe with a row more or less: that is the draft now
  if (old.key === form.elements.key?.value) {
    rows.forEach(name => delete old.fields[name]);
    store(key, old);
    return hold(form, [...new Set([...form.elements].map(x => x.name))].filter(name => name in old.fields || /-\d+-/.test(name)));
  }
  const overtaken = old.seen !== form.elements.seen?.value;
  if (!put(form, old.fields) && !rows.length) return;
  const line = document.createElement('p'), drop = document.createElement('button');
  line.className = 'banner banner-info';
  line.setAttribute('role', 'status');
  const at = new Date(old.at), two = n => String(n).padStart(2, '0');
  line.append(Object.assign(document.createElement('span'), {
    className: 'grow',
    textContent: `已恢复未提交的内容（${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())} 填写）${overtaken ? '，此后这里有过改动，核对后再提交' : ''}`,
  }));
  if (rows.length) {
    // rows that were added: the server draws them when it gets the form back, nothing is done thereby
    const more = Object.assign(document.createElement('button'), { type: 'submit', className: 'btn btn-s', name: '_add', value: '-', formNoValidate: true, textContent: '恢复新增的行' });
    more.addEventListener('click', () => rows.forEach(name => old.fields[name].forEach(value => form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value })))));
    line.append(more);
  }
  Object.assign(drop, { type: 'button', className: 'btn btn-s btn-g', textContent: '丢弃' });
  drop.addEventListener('click', () => { store(key); form.reset(); line.remove(); $$('textarea,input,select', form)[0]?.dispatchEvent(new Event('change', { bubbles: true })); say('已丢弃') });
  line.append(drop);
  form.prepend(line);
};
const typed = e => { const form = me && !putting && e.target.name && e.target.closest?.('form[data-deed]'); if (form && long(form)) hold(form, [e.target.name]) };
try {
  const done = $('[data-toasts] .toast');
  kept().forEach(key => {
    const old = load(key), whose = key.split(' ')[1];
    if (me && ![me, ...others].includes(whose) || done && old?.sent || Date.now() - old?.at > 12096e5) store(key);
  });
  on('input', typed);
  on('change', typed);
  on('submit', e => {
    if (e.target.matches('[action$="/signout/"]')) kept().forEach(key => store(key));
    else if (!e.defaultPrevented && me && e.target.matches('form[data-deed]') && load(place(e.target))) hold(e.target, [], true);
  }, window);
} catch { /* no storage: nothing is kept */ }
arrive(document);
