// Where there is room for two columns, a row of the inbox opens beside the list; elsewhere the link leads to its page.
const wide = matchMedia('(min-width: 75.01rem)')
const side = document.querySelector('[data-preview-side]')
const rows = () => [...document.querySelectorAll('[data-item]')]

function open (row) {
  const link = row.querySelector('[data-preview]')
  if (!link || !side) return
  rows().forEach(r => r.classList.toggle('is-sel', r === row))
  rows().forEach(r => r.querySelector('[data-preview]')?.removeAttribute('aria-current'))
  link.setAttribute('aria-current', 'true')
  window.htmx.ajax('GET', link.dataset.preview, { target: side, swap: 'innerHTML' })
}

document.addEventListener('click', event => {
  const link = event.target.closest('[data-preview]')
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  open(link.closest('[data-item]'))
})
const first = rows()[0]
if (first && wide.matches) open(first)
