// Finding rows of the duty list: search by title or unit, 只看有问题, fold and unfold the modules. Nothing is sent.
//   <table data-matrix> with one tbody a module; inputs [data-mxq], buttons [data-mxbad] and [data-mxfold]
const m = document.querySelector('[data-matrix]');
const $ = s => document.querySelector(s);
const name = r => r.cells[0].firstElementChild?.textContent.trim() || r.cells[0].textContent.trim();
const val = td => td.querySelector('.ra')?.textContent.trim() ?? '';
const cells = r => [...r.cells].filter(c => c.dataset.unit);
const units = () => [...m.tHead.rows[0].cells].filter(c => c.dataset.unit).map(c => c.firstChild.textContent.trim());
const q = $('[data-mxq]'), bad = $('[data-mxbad]'), fold = $('[data-mxfold]');
const pressed = b => b?.getAttribute('aria-pressed') === 'true';
const filter = () => {
  const t = q?.value.trim() ?? '', u = t ? units().indexOf(t) : -1;
  [...m.tBodies].forEach(B => {
    const g = B.rows[0], head = g.querySelector('button'), open = t || pressed(bad) || !head || head.getAttribute('aria-expanded') === 'true';
    let any = 0;
    [...B.rows].filter(r => !r.classList.contains('grp')).forEach(r => {
      const hit = (!t || name(r).includes(t) || (u >= 0 && val(cells(r)[u]))) && (!pressed(bad) || r.matches('.is-over,.is-gap'));
      any += !!hit;
      r.hidden = !(hit && open);
    });
    if (g.classList.contains('grp')) g.hidden = !any;
  });
};
const toggle = b => { b.setAttribute('aria-pressed', !pressed(b)); filter() };

if (m) {
  q?.addEventListener('input', filter);
  bad?.addEventListener('click', () => toggle(bad));
  m.addEventListener('click', e => { const b = e.target.closest('.grp button'); if (b) { b.setAttribute('aria-expanded', b.getAttribute('aria-expanded') !== 'true'); filter() } });
  fold?.addEventListener('click', () => {
    fold.setAttribute('aria-pressed', !pressed(fold));
    fold.textContent = pressed(fold) ? '全部展开' : '全部收起';
    m.querySelectorAll('.grp button').forEach(b => b.setAttribute('aria-expanded', !pressed(fold)));
    filter();
  });
}
