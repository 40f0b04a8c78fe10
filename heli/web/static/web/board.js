// Board island: SortableJS for the pointer, Ctrl+arrows and the card's menu without one. The server decides; a refused move goes back
// and says why. Each card holds a plain form (data-moveform) with one button per column, name="to": without JS that is the way.
// The answer: 2xx with the card anew (or nothing), 409 with the card where somebody else moved it, HX-Redirect to the form that the deed asks for, otherwise a panel for [data-refuse].
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const cols = $$('[data-col]'), box = $('[data-refuse]');
const say = text => document.dispatchEvent(new CustomEvent('heli:say', { detail: text }));
const tidy = () => cols.forEach(c => {
  const n = $('.cnt-b', c.parentElement);
  c.base ??= +n.textContent - c.children.length;
  n.textContent = c.base + c.children.length;
});
tidy();
const parse = html => [...new DOMParser().parseFromString(html, 'text/html').body.children];
const refuse = (text, html) => {
  if (!box) return say(text);
  const made = html ? parse(html) : [];
  box.replaceChildren(...(made.length ? made : [Object.assign(document.createElement('p'), { textContent: text })]));
  box.hidden = false;
  ($('[tabindex="-1"]', box) ?? box).focus();
};
const back = (el, from, index) => { from.insertBefore(el, from.children[index] ?? null); tidy() };

let last = null;
const send = async (el, from, index, to) => {
  const form = $('[data-moveform]', el);
  if (!form || el.dataset.sent) return back(el, from, index);
  el.dataset.sent = '1';
  tidy();
  const body = new FormData(form);
  body.set('to', to.dataset.col);
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { 'HX-Request': 'true' }, credentials: 'same-origin' });
    const html = await answer.text(), ask = answer.headers.get('HX-Redirect');
    if (ask) { back(el, from, index); return location.assign(ask) }
    const [now] = answer.status === 409 ? parse(html) : [];
    if (now) { // somebody was faster: the card goes where it stands now, and says so itself
      (cols.find(c => c.dataset.col === now.dataset.state) ?? from).prepend(now);
      el.remove();
      say($('.bc__s', now).textContent);
      return $('.bc__s', now).focus();
    }
    if (!answer.ok) { back(el, from, index); return refuse(`${el.dataset.id} 没有移动`, html) }
    if (box) box.hidden = true;
    const [card] = parse(html);
    if (card) el.replaceWith(card);
    last = { el: card ?? el, from, index };
    say(`已将 ${el.dataset.id} 移到“${to.dataset.name ?? to.dataset.col}”`);
    $('.bc__t', card ?? el)?.focus();
  } catch {
    back(el, from, index);
    refuse('网络已断开，没有移动。恢复后请再试一次');
  } finally {
    delete el.dataset.sent;
    tidy();
  }
};
const shift = (el, to) => { const from = el.parentElement, index = [...from.children].indexOf(el); if (to && to !== from) { to.prepend(el); send(el, from, index, to) } };

const boot = () => cols.forEach(c => new Sortable(c, {
  group: 'board', animation: 140, delay: 120, delayOnTouchOnly: true, draggable: '.bc[data-may]', filter: 'summary,button', preventOnFilter: false, sort: false,
  onEnd: e => { if (e.from !== e.to) send(e.item, e.from, e.oldIndex, e.to) },
}));
window.Sortable ? boot() : addEventListener('load', () => window.Sortable && boot());
document.addEventListener('submit', e => {
  const form = e.target.closest('[data-moveform]');
  if (!form || !e.submitter) return;
  e.preventDefault();
  form.closest('details').open = false;
  shift(form.closest('.bc'), cols.find(c => c.dataset.col === e.submitter.value));
});
document.addEventListener('click', e => { if (e.target.closest('[data-shut-refusal]')) box.hidden = true });
document.addEventListener('keydown', e => {
  const el = e.target.closest?.('.bc');
  if (e.ctrlKey && e.key === 'z' && last && !e.target.matches('input,textarea')) {
    e.preventDefault();
    const { el: card, from } = last;
    last = null;
    shift(card, from);
  } else if (el && e.ctrlKey && e.key.startsWith('Arrow')) {
    const i = cols.indexOf(el.parentElement), to = { ArrowRight: cols[i + 1], ArrowLeft: cols[i - 1] }[e.key];
    if (to) { e.preventDefault(); shift(el, to) }
  }
});
// a phone starts at the column that is late
if (innerWidth < 768) {
  const board = $('.board'), late = $('.bc.is-bad')?.closest('.bcol');
  if (late) board.scrollLeft = late.offsetLeft - board.offsetLeft - 16;
}
