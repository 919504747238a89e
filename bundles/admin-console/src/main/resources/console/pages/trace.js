// "Where is my mail": what became of a message, from the first command to the mailbox or the report.
import { html, nothing } from '../lib.js';
import { get, path } from '../api.js';
import { Page, card } from '../parts/page.js';
import { time, when, words } from '../parts/format.js';
import { table } from '../parts/table.js';

const ID = /^[A-Za-z0-9]{10,40}$/;
const GOOD = /deliver|accepted|sent|stored|filed/i;
const BAD = /refus|fail|bounce|reject|expired|removed/i;

class Trace extends Page {
  heading() {
    return this.at[0] ? 'Trace' : 'Where is my mail';
  }

  lead() {
    return this.at[0] ? html`<code>${this.at[0]}</code>`
      : 'Give the address of a sender or a recipient, or the id that is in the server’s reply, the Received header and the log.';
  }

  up() {
    return this.at[0] ? { href: '#/trace', label: 'Where is my mail' } : null;
  }

  async load(id) {
    if (id) return { trace: await get(path('trace', id)) };
    const address = this.query.get('address') ?? '';
    const before = this.query.get('before') ?? '';
    return { found: (await get('trace', { address, before, limit: 100 })).items ?? [] };
  }

  search(event) {
    event.preventDefault();
    const text = event.target.elements.what.value.trim();
    if (ID.test(text)) location.hash = `#/trace/${encodeURIComponent(text)}`;
    else location.hash = text ? `#/trace?address=${encodeURIComponent(text)}` : '#/trace';
  }

  body() {
    return this.at[0] ? this.story() : html`
      <form class="bar" role="search" @submit=${this.search}>
        <label class="sr" for="what">Address or trace id</label>
        <div class="filter"><input id="what" name="what" type="search" class="bare" placeholder="Address or trace id" .value=${this.query.get('address') ?? ''} spellcheck="false" autocapitalize="off"></div>
        <button type="submit" class="primary">Find</button>
      </form>
      ${table({
        label: 'messages', rows: this.found, plain: true, href: (row) => `#/trace/${encodeURIComponent(row.id)}`,
        empty: { title: 'Nothing found', text: this.query.get('address')
          ? 'No message of this address is on record. Records are kept for a limited time.' : 'No message has come or gone yet.' },
        columns: [
          { head: 'Trace', text: (row) => row.id, cell: (row) => html`<code>${row.id}</code>` },
          { head: 'Began', text: (row) => row.began, cell: (row) => when(row.began) },
          { head: 'From', text: (row) => row.from || '–' },
          { head: 'To', text: (row) => row.to || '–' },
          { head: 'Last seen', text: (row) => row.last, cell: (row) => words(row.last) }],
      })}`;
  }

  story() {
    const events = this.trace.events;
    const begun = new Date(events[0]?.time).getTime();
    return html`${card('What happened', html`<ol class="story">${events.map((event) => html`<li class=${BAD.test(event.what) ? 'bad' : GOOD.test(event.what) ? 'good' : ''}>
        <div><span class="what">${words(event.what)}</span> <span class="muted">${event.part} · <time datetime=${event.time} title=${event.time}>${time(event.time)}</time>${
          this.since(begun, event.time)}</span></div>
        <div class="pairs">${Object.entries(event.facts ?? {}).filter(([, value]) => value !== '').map(([name, value]) => html`<span><i>${words(name)}</i>${value}</span>`)}</div></li>`)}</ol>`)}`;
  }

  since(begun, moment) {
    const millis = new Date(moment).getTime() - begun;
    return millis > 0 ? ` · +${millis < 1000 ? `${millis} ms` : `${Math.round(millis / 100) / 10} s`}` : nothing;
  }
}
customElements.define('page-trace', Trace);
