// Every setting that is in effect, and who says so. They are changed in the file.
import { html, nothing } from '../lib.js';
import { get } from '../api.js';
import { Page } from '../parts/page.js';
import { badge } from '../parts/format.js';
import { table } from '../parts/table.js';

const isDefault = (row) => /^(the )?default/.test(row.origin);

class Settings extends Page {
  heading() {
    return 'Settings';
  }

  lead() {
    return this.config ? html`They are changed in <code>${this.config.file}</code>, which the server reads again when it is saved.` : nothing;
  }

  async load() {
    const config = await get('config');
    const rows = config.tables.flatMap((one) => Object.entries(one.values).map(([name, value]) => ({ ...value, id: `${one.table}.${name}`, table: one.table, key: name })));
    return { config, rows: this.query.get('all') ? rows : rows.filter((row) => !isDefault(row)) };
  }

  body() {
    const isAll = Boolean(this.query.get('all'));
    return html`
      ${(Array.isArray(this.config.refused) ? this.config.refused.length > 0 : this.config.refused) ? html`<div class="notice bad" role="alert">The file as it is now was refused; the settings from before are in effect.
        <pre>${[].concat(this.config.refused).join('\n')}</pre></div>` : nothing}
      ${table({
        label: 'settings', rows: this.rows,
        tools: html`<nav class="segments" aria-label="Which settings"><a href="#/settings" aria-current=${isAll ? nothing : 'page'}>Changed</a>
          <a href="#/settings?all=1" aria-current=${isAll ? 'page' : nothing}>All</a></nav>`,
        empty: { title: 'Everything is as shipped', text: 'No setting differs from its default.' },
        columns: [
          { head: 'Setting', text: (row) => row.id, cell: (row) => html`<code>${row.id}</code>` },
          { head: 'Value', text: (row) => String(row.value ?? ''), cell: (row) => html`<code>${row.value === undefined ? '–' : Array.isArray(row.value) ? row.value.join(', ') : String(row.value)}</code>` },
          { head: 'From', text: (row) => row.origin, cell: (row) => badge(row.origin, isDefault(row) ? 'plain' : 'good') },
          { head: 'Meaning', text: (row) => row.description, isWide: true }],
      })}`;
  }
}
customElements.define('page-settings', Settings);
