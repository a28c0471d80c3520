/**
 * Fills in names that were not known when the page was made. Cells that wait for one have data-name, "address 192.0.2.1"
 * or "as 64500"; the paragraph #names tells where to ask and how many at once. Texts are set as texts, never as HTML.
 */
'use strict';

(() => {
  const notice = document.getElementById('names');
  if (!notice) return;

  const cells = new Map();
  for (const cell of document.querySelectorAll('td[data-name]')) {
    const { name } = cell.dataset;
    cells.set(name, [...(cells.get(name) ?? []), cell]);
  }
  const hasCountries = document.querySelector('td.country') !== null;

  const setName = (cell, { text, title }) => {
    const shown = cell.querySelector('a:not(.without)') ?? cell;
    const value = shown.firstChild;
    if (!value || value.nodeType !== Node.TEXT_NODE) return;
    const aside = document.createElement('span');
    aside.className = 'aside';
    aside.textContent = value.data.trim();
    value.data = text;
    if (title !== undefined) cell.title = title;
    if (shown === cell) value.after(' ', aside);
    else shown.after(' ', aside);
  };

  const setCountry = (cell, country) => {
    const place = cell.parentElement.querySelector('td.country');
    if (place) place.textContent = country;
  };

  // of a list with one host and one AS in each row; the name of the AS is asked for in its turn
  const setOrigin = (cell, number, wait) => {
    const place = cell.parentElement.querySelector('td.as');
    if (!place || place.textContent.trim() !== '') return;
    place.textContent = String(number);
    const key = `as ${number}`;
    if (!cells.has(key)) wait(key);
    cells.set(key, [...(cells.get(key) ?? []), place]);
  };

  const ask = async (keys, wait) => {
    const query = new URLSearchParams(keys.map((key) => key.split(' ')));
    if (hasCountries) query.set('country', 'Y');
    const response = await fetch(`${notice.dataset.from}?${query}`);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { names, countries, origins } = await response.json();
    for (const key of keys) {
      for (const cell of cells.get(key)) {
        if (names[key]) setName(cell, names[key]);
        const country = countries[key.replace('address ', '')];
        if (country) setCountry(cell, country);
        const origin = origins[key.replace('address ', '')];
        if (origin !== undefined) setOrigin(cell, origin, wait);
        cell.removeAttribute('data-name');
      }
    }
  };

  const askAll = async () => {
    const keys = [...cells.keys()];
    const most = Number(notice.dataset.most);
    notice.setAttribute('aria-busy', 'true');
    while (keys.length > 0) {
      notice.firstElementChild.textContent = `Names are looked up: ${keys.length} left.`;
      await ask(keys.splice(0, most), (key) => keys.push(key));
    }
    notice.remove();
  };

  askAll().catch((error) => {
    notice.removeAttribute('aria-busy');
    notice.firstElementChild.textContent = `Names cannot be looked up (${error.message}).`;
  });
})();
