// What waits to be sent: messages and destinations, and what can be done with them.
import { html, nothing } from '../lib.js';
import { List, get, path, post } from '../api.js';
import { Page, card, facts } from '../parts/page.js';
import { badge, bytes, count, when } from '../parts/format.js';
import { table } from '../parts/table.js';
import { openForm, sure } from '../parts/dialog.js';

const WHERE = '#/queue';
const next = (text) => (!text ? '' : new Date(text) < new Date() ? 'now' : when(text));

class Queue extends Page {
  constructor() {
    super();
    this.refreshSeconds = 10;
  }

  heading() {
    return this.at[0] === 'destinations' || !this.at[0] ? 'Queue' : `Message ${this.at[0]}`;
  }

  lead() {
    return !this.at[0] ? 'Messages that are on their way to other servers, and why they still wait.'
      : this.at[0] === 'destinations' ? 'Where messages wait to go. A paused destination gets nothing until it is resumed.' : nothing;
  }

  up() {
    return this.at[0] && this.at[0] !== 'destinations' ? { href: WHERE, label: 'Queue' } : null;
  }

  async load(what) {
    if (what === 'destinations') return { destinations: await new List('queue/destinations').first() };
    if (what) return { letter: await get(path('queue', what)) };
    return { letters: await new List('queue', { state: this.query.get('state') ?? '', destination: this.query.get('destination') ?? '' }).first() };
  }

  tabs() {
    const state = this.query.get('state') ?? '';
    const tab = (label, href, isCurrent) => html`<a href=${href} aria-current=${isCurrent ? 'page' : nothing}>${label}</a>`;
    const isList = !this.at[0];
    return html`<nav class="segments" aria-label="Which part of the queue">
      ${tab('All', WHERE, isList && !state)}${tab('Waiting', `${WHERE}?state=waiting`, state === 'waiting')}
      ${tab('Held', `${WHERE}?state=held`, state === 'held')}${tab('Destinations', `${WHERE}/destinations`, !isList)}</nav>`;
  }

  actions() {
    const letter = this.letter;
    if (!this.at[0] || this.at[0] === 'destinations') return this.tabs();
    return html`
      ${letter.state === 'held' ? html`<button type="button" class="primary" @click=${() => this.change('release', {}, 'Released.')}>Release</button>`
        : html`<button type="button" class="primary" @click=${() => this.change('retry', {}, 'It is tried now.')}>Try now</button>
          <button type="button" @click=${this.hold}>Hold…</button>`}
      <button type="button" @click=${this.reroute}>Send elsewhere…</button>
      <button type="button" class="risky" @click=${this.drop}>Remove…</button>`;
  }

  change(verb, body, said) {
    return this.act(() => post(path('queue', this.at[0], verb), body), said);
  }

  hold() {
    openForm({
      title: `Hold message ${this.at[0]}`, label: 'Hold', intro: html`<p>It stays in the queue, untried, until somebody releases it.</p>`,
      fields: [{ name: 'why', label: 'Why', max: 200, hint: 'Shown beside the message.' }],
      submit: (values) => post(path('queue', this.at[0], 'hold'), values),
    }).then((done) => done && this.reload());
  }

  reroute() {
    openForm({
      title: `Send message ${this.at[0]} elsewhere`, label: 'Send there', intro: html`<p>All recipients that are left go to this destination instead of their own.</p>`,
      fields: [{ name: 'to', label: 'Destination', required: true, placeholder: 'example.org or [relay.example.org]:25', hint: 'A domain, whose MX is asked for, or a host in brackets.' }],
      submit: (values) => post(path('queue', this.at[0], 'reroute'), values),
    }).then((done) => done && this.reload());
  }

  drop() {
    sure({
      title: `Remove message ${this.at[0]}?`, label: 'Remove',
      what: 'It is taken out of the queue for good and reaches none of the recipients that are left.',
      fields: [{ name: 'report', type: 'checkbox', label: 'Tell the sender that it was not delivered', value: true },
        { name: 'why', label: 'Why', max: 200, hint: 'For the log, the trace and the report.' }],
      run: (values) => post(path('queue', this.at[0], 'remove'), values),
    }).then((done) => {
      if (done) location.hash = WHERE;
    });
  }

  body() {
    if (this.at[0] === 'destinations') return this.places();
    return this.at[0] ? this.one() : this.all();
  }

  all() {
    return table({
      label: 'messages', list: this.letters, href: (row) => `${WHERE}/${row.id}`,
      empty: { title: 'Nothing waits', text: 'Messages to other servers show up here while they are on their way.' },
      columns: [
        { head: 'Message', text: (row) => row.id },
        { head: 'From', text: (row) => row.sender || '<>', cell: (row) => row.sender || html`<span class="muted">nobody (a report)</span>` },
        { head: 'Recipients', text: (row) => row.recipients, isNumber: true },
        { head: 'Size', text: (row) => row.bytes, cell: (row) => bytes(row.bytes), isNumber: true },
        { head: 'Received', text: (row) => row.received, cell: (row) => when(row.received) },
        { head: 'Next try', text: (row) => row.due ?? '', cell: (row) => (row.state === 'held' ? badge('held', 'warn') : next(row.due)) },
        { head: 'Why it waits', text: (row) => row.why, isWide: true }],
    });
  }

  one() {
    const letter = this.letter;
    return html`
      <section class="card">${facts([
        ['State', letter.state === 'held' ? badge('held', 'warn') : badge('waiting')], ['From', letter.sender || 'nobody (a report)'], ['Size', bytes(letter.bytes)],
        ['Received', when(letter.received)], ['Next try', letter.state === 'held' ? '' : next(letter.due)], ['Why it waits', letter.why],
        ['Trace', html`<a href="#/trace/${letter.trace}">${letter.trace}</a>`], ['Tenant', letter.tenant], ['Account', letter.account]])}</section>
      ${card('Recipients', table({ label: 'recipients', rows: letter.work, plain: true, columns: [
        { head: 'Recipient', text: (row) => row.recipient }, { head: 'Destination', text: (row) => row.destination },
        { head: 'Tries', text: (row) => row.attempts, isNumber: true }, { head: 'Next', text: (row) => row.due, cell: (row) => when(row.due) },
        { head: 'Last answer', text: (row) => row.reply, isWide: true }] }))}
      ${card('Header', html`<div class="pad"><pre class="block" tabindex="0">${letter.header}</pre></div>`)}`;
  }

  places() {
    const button = (row, verb, label, said) => html`<button type="button" aria-label="${label} ${row.destination}"
      @click=${() => this.act(() => post(path('queue', 'destinations', row.destination, verb)), said)}>${label}</button>`;
    return table({
      label: 'destinations', list: this.destinations, href: (row) => `${WHERE}?destination=${encodeURIComponent(row.destination)}`,
      empty: { title: 'No destinations', text: 'Nothing waits, and nothing is paused.' },
      columns: [
        { head: 'Destination', text: (row) => row.destination },
        { head: 'State', text: (row) => (row.paused ? 'paused' : row.deadUntil ? 'unreachable' : 'open'), cell: (row) => (row.paused ? badge('paused', 'warn')
          : row.deadUntil ? badge('unreachable', 'bad') : badge('open', 'good')) },
        { head: 'Waiting', text: (row) => row.waiting ?? 0, cell: (row) => `${count(row.waiting ?? 0)}${row.isMore ? '+' : ''}`, isNumber: true },
        { head: 'Connections', text: (row) => row.running ?? 0, isNumber: true },
        { head: 'Next try', text: (row) => row.due ?? '', cell: (row) => (row.paused ? '' : next(row.due)) },
        { head: 'Last answer', text: (row) => row.reply ?? '', isWide: true },
        { text: () => '', cell: (row) => html`${row.paused ? button(row, 'resume', 'Resume', 'Resumed.') : button(row, 'pause', 'Pause', 'Paused.')}
          ${button(row, 'retry', 'Try now', 'What waits is tried now.')}` }],
    });
  }
}
customElements.define('page-queue', Queue);
