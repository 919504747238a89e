// Who changed what, from what to what.
import { html, nothing } from '../lib.js';
import { List, get, path } from '../api.js';
import { Page, facts } from '../parts/page.js';
import { badge, time, when } from '../parts/format.js';
import { table } from '../parts/table.js';
import { show } from '../parts/dialog.js';

const pretty = (value) => (value === undefined || value === null ? '–' : JSON.stringify(value, null, 2));

class Audit extends Page {
  heading() {
    return 'Audit';
  }

  lead() {
    return 'Every change made through the administration, with who made it and how things were before and after.';
  }

  async load() {
    return { entries: await new List('audit', Object.fromEntries(this.query), 200).first() };
  }

  find(event) {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const name of ['actor', 'operation', 'path']) {
      const value = event.target.elements[name].value.trim();
      if (value) query.set(name, value);
    }
    location.hash = query.size ? `#/audit?${query}` : '#/audit';
  }

  body() {
    const box = (name, label) => html`<label class="filter"><span class="sr">${label}</span><input class="bare" name=${name} type="search" placeholder=${label} .value=${this.query.get(name) ?? ''} spellcheck="false" autocapitalize="off"></label>`;
    return html`
      <form class="bar" role="search" @submit=${this.find}>${box('actor', 'Who')}${box('operation', 'Operation')}${box('path', 'Path')}<button type="submit">Find</button></form>
      ${table({
        label: 'changes', list: this.entries, plain: true, empty: { title: 'No changes', text: this.query.size ? 'Nothing that was changed matches.' : 'Nothing has been changed yet.' },
        columns: [
          { head: 'When', text: (row) => row.time, cell: (row) => when(row.time) },
          { head: 'Who', text: (row) => row.actor },
          { head: 'Operation', text: (row) => row.operation },
          { head: 'What', text: (row) => row.path, cell: (row) => html`<code>${row.path}</code>`, isWide: true },
          { head: 'Outcome', text: (row) => row.outcome, cell: (row) => badge(row.outcome, /^(done|2\d\d|ok|success)/.test(String(row.outcome)) ? 'good' : 'warn') },
          { head: 'From', text: (row) => row.source ?? '' },
          { text: () => '', cell: (row) => html`<button type="button" aria-label="Details of ${row.operation} at ${time(row.time)}" @click=${() => this.detail(row)}>Details</button>` }],
      })}`;
  }

  async detail(row) {
    const full = 'before' in row || 'after' in row || !row.id ? row : await get(path('audit', row.id)).catch(() => row);
    show({
      title: full.operation, wide: true,
      intro: html`${facts([['When', time(full.time)], ['Who', full.actor], ['From', full.source], ['Path', full.path], ['Outcome', full.outcome], ['Trace', full.trace]])}
        <div class="diff"><div><h3>Before</h3><pre tabindex="0">${pretty(full.before)}</pre></div><div><h3>After</h3><pre tabindex="0">${pretty(full.after)}</pre></div></div>
        ${full.body || full.request ? html`<h3>Asked</h3><pre class="block" tabindex="0">${pretty(full.body ?? full.request)}</pre>` : nothing}`,
    });
  }
}
customElements.define('page-audit', Audit);
