// What judges incoming mail: the stages, and what today's stages would say of yesterday's mail.
import { html, nothing } from '../lib.js';
import { get } from '../api.js';
import { Page, card } from '../parts/page.js';
import { badge, count, words } from '../parts/format.js';
import { table } from '../parts/table.js';
import { openForm } from '../parts/dialog.js';

class Quarantine extends Page {
  heading() {
    return 'Spam';
  }

  lead() {
    return 'The stages that judge incoming mail, in their order. What they call spam is in the recipient’s Junk folder; there is no quarantine apart from it.';
  }

  async load() {
    return { stages: (await get('antispam')).items ?? [] };
  }

  actions() {
    return html`<button type="button" @click=${this.replay}>Judge past mail again…</button>`;
  }

  async replay() {
    await openForm({
      title: 'Judge past mail again', label: 'Judge', intro: html`<p>Today’s stages look at recorded messages once more. Nothing is changed: you see which verdicts would be others.</p>`,
      fields: [{ name: 'hours', label: 'Of the last hours', type: 'number', least: 1, most: 8760, value: 24, required: true },
        { name: 'limit', label: 'At most messages', type: 'number', least: 1, most: 1000, value: 100, required: true }],
      submit: async (values) => {
        this.replayed = await get('antispam/replay', values);
        this.requestUpdate();
      },
    });
  }

  body() {
    return html`${table({
      label: 'stages', rows: this.stages, plain: true, empty: { title: 'No stages', text: 'No bundle judges mail: everything goes to the inbox.' },
      columns: [
        { head: 'Stage', text: (row) => row.stage ?? row.name },
        { head: 'State', text: (row) => (row.enabled ? (row.shadow ? 'shadow' : 'on') : 'off'), cell: (row) => (!row.enabled ? badge('off')
          : row.shadow ? badge('shadow: counts for nothing', 'warn') : badge('on', 'good')) },
        { head: 'Order', text: (row) => row.order, isNumber: true },
        { head: 'Weight', text: (row) => row.weight, isNumber: true },
        { head: 'When', text: (row) => (row.phases ?? []).map(words).join(', ') },
        { head: 'Trouble', text: (row) => row.trouble || '', cell: (row) => (row.trouble ? badge(row.trouble, 'bad') : html`<span class="muted">none</span>`) }],
    })}${this.replayed ? this.changes() : nothing}`;
  }

  changes() {
    const changed = this.replayed.changed ?? this.replayed.items ?? [];
    return html`<br>${card(`${count(changed.length)} of ${count(this.replayed.replayed ?? changed.length)} verdicts would be others`, table({
      label: 'changed verdicts', rows: changed, plain: true, href: (row) => `#/trace/${encodeURIComponent(row.trace)}`,
      empty: { title: 'Nothing would change', text: 'Today’s stages say of the recorded messages what was said then.' },
      columns: [{ head: 'Trace', text: (row) => row.trace, cell: (row) => html`<code>${row.trace}</code>` },
        { head: 'Then', text: (row) => JSON.stringify(row.then ?? row.recorded ?? '') }, { head: 'Now', text: (row) => JSON.stringify(row.now ?? '') }],
    }))}`;
  }
}
customElements.define('page-quarantine', Quarantine);
