// How the server is, at a glance: its health, its figures over the last hour, and what needs somebody.
import { html, nothing } from '../lib.js';
import { get } from '../api.js';
import { Page, card } from '../parts/page.js';
import { badge, bytes, count, duration } from '../parts/format.js';
import { table } from '../parts/table.js';
import '../parts/plot.js';

const LEVELS = { OK: ['OK', 'good'], WARN: ['Warning', 'warn'], FAILED: ['Failed', 'bad'] };

/** What is drawn: a counter's rise a minute, a gauge's value, or the mean time of what a pair of counters tells. */
const PLOTS = [
  { label: 'Messages a minute', format: count, lines: [
    { name: 'in', colour: '--plot-1', rate: 'mailbay_smtp_messages_total', where: { outcome: ['delivered'] } },
    { name: 'out', colour: '--plot-2', rate: 'mailbay_queue_recipients_total', where: { outcome: ['delivered'] } }] },
  { label: 'Spam verdicts a minute', format: count, lines: [
    { name: 'junk', colour: '--plot-2', rate: 'mailbay_antispam_verdicts_total', where: { action: ['junk', 'quarantine'] } },
    { name: 'refused', colour: '--plot-3', rate: 'mailbay_antispam_verdicts_total', where: { action: ['refuse', 'try_later', 'try-later'] } }] },
  { label: 'Queue', format: count, lines: [{ name: 'messages', colour: '--plot-1', value: 'mailbay_queue_messages' }] },
  { label: 'Time to take a message', format: duration, lines: [
    { name: 'mean', colour: '--plot-1', mean: ['mailbay_smtp_message_seconds_total', 'mailbay_smtp_messages_total'] }] },
  { label: 'Memory', format: bytes, lines: [
    { name: 'heap', colour: '--plot-1', value: 'jvm_memory_used_bytes', where: { area: ['heap'] } }] },
  { label: 'Connections', format: count, lines: [{ name: 'open', colour: '--plot-1', value: 'mailbay_net_connections' }] },
];

const wanted = (labels, where) => Object.entries(where ?? {}).every(([name, values]) => values.includes(String(labels[name]).toLowerCase()));

/** A family's sum over the samples that are wanted, at each moment; null where there was none. */
function sums(history, name, where) {
  const series = history.series.filter((one) => one.name === name && wanted(one.labels, where));
  return history.times.map((_, at) => {
    const values = series.map((one) => one.values[at]).filter((value) => value !== null && value !== undefined);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  });
}

function rises(history, name, where) {
  const totals = sums(history, name, where);
  // What was not there a moment ago has been counting since then.
  return totals.map((total, at) => (at === 0 || total === null ? null : Math.max(0, total - (totals[at - 1] ?? 0))));
}

function drawn(history, line) {
  if (line.value) return sums(history, line.value, line.where);
  if (line.rate) {
    return rises(history, line.rate, line.where).map((rise, at) =>
      (rise === null ? null : (rise * 60) / Math.max(1, history.times[at] - history.times[at - 1])));
  }
  const [seconds, number] = line.mean.map((name) => rises(history, name));
  return seconds.map((rise, at) => (rise === null || !number[at] ? null : rise / number[at]));
}

class Overview extends Page {
  constructor() {
    super();
    this.refreshSeconds = 5;
  }

  heading() {
    return 'Overview';
  }

  async load() {
    const [health, history, figures] = await Promise.all([
      get('health'), get('metrics/history'), get('metrics', { prefix: 'mailbay_' })]);
    return { health, history, figures };
  }

  figure(name, where) {
    const family = this.figures.items.find((one) => one.name === name);
    const samples = family?.samples.filter((sample) => wanted(sample.labels, where)) ?? [];
    return samples.length === 0 ? NaN : samples.reduce((sum, sample) => sum + sample.value, 0);
  }

  body() {
    const isReady = this.health.status === 'ready';
    const wrong = this.health.parts.filter((part) => part.level !== 'OK');
    const fine = this.health.parts.length - wrong.length;
    return html`
      <div class="notice ${isReady ? (wrong.length ? 'warn' : 'good') : 'bad'}" role="status">
        <b>${isReady ? (wrong.length ? 'Ready, with warnings.' : 'Everything works.') : 'Not ready.'}</b>
        ${wrong.length ? html`<ul>${wrong.map((part) => html`<li>${part.part}: ${part.message ?? LEVELS[part.level]?.[0]}</li>`)}</ul>` : html`${count(fine)} parts report no trouble.`}
      </div>
      <div class="tiles">
        ${this.tile('Received', count(this.figure('mailbay_smtp_messages_total', { outcome: ['delivered'] })), 'messages since the start')}
        ${this.tile('In the queue', count(this.figure('mailbay_queue_messages')), bytes(this.figure('mailbay_queue_bytes')), '#/queue')}
        ${this.tile('Connections', count(this.figure('mailbay_net_connections')), `${count(this.figure('mailbay_imap_sessions'))} of IMAP`)}
        ${this.tile('Stored', bytes(this.figure('mailbay_blobs_bytes')), `${count(this.figure('mailbay_blobs_count'))} blobs`)}
        ${this.tile('Newest copy', this.backup(), 'of everything', '#/backups')}
      </div>
      ${this.history.times.length < 2 ? html`<p class="notice">The first figures come in a moment.</p>` : html`<div class="plots">${PLOTS.map((plot) => html`<div class="card"><mb-plot .label=${plot.label} .format=${plot.format} .times=${this.history.times}
        .lines=${plot.lines.map((line) => ({ ...line, values: drawn(this.history, line) }))}></mb-plot></div>`)}</div>`}
      <div class="columns">
        ${card('Parts', table({ label: 'parts', rows: this.health.parts, plain: true, columns: [
          { head: 'Part', text: (part) => part.part },
          { head: 'State', text: (part) => part.level, cell: (part) => badge(...(LEVELS[part.level] ?? [part.level])) },
          { head: 'Message', text: (part) => part.message ?? '', isWide: true }] }))}
        ${card('Listens', table({ label: 'listeners', rows: this.health.listens.map((line) => ({ name: line.split(' ')[0], where: line.split(' ').slice(1).join(' ') })),
          plain: true, empty: { title: 'Nothing listens' }, columns: [
            { head: 'Protocol', text: (one) => one.name }, { head: 'Where', text: (one) => one.where, cell: (one) => html`<code>${one.where}</code>` }] }))}
      </div>`;
  }

  backup() {
    const age = this.figure('mailbay_store_backup_age_seconds');
    return Number.isFinite(age) && age >= 0 ? `${duration(age)} old` : 'none';
  }

  tile(name, figure, more, href) {
    const content = html`<div class="name">${name}</div><div class="figure">${figure}</div><div class="more">${more ?? nothing}</div>`;
    return href ? html`<a href=${href}>${content}</a>` : html`<div>${content}</div>`;
  }
}
customElements.define('page-overview', Overview);
