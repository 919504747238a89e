// The log as it is written. It follows until one scrolls up or pauses.
import { html, nothing, repeat } from '../lib.js';
import { get } from '../api.js';
import { Page } from '../parts/page.js';

const MOST = 2_000;
/** A message's id, which is longer than that of a request. */
const MESSAGE = /\btrace=([0-9a-z]{18})\b/;
const WAIT_SECONDS = 20;
const PAUSE_MILLIS = 3_000;
const LEVELS = ['error', 'warn', 'info', 'debug'];
const RANKS = { ERROR: 0, WARN: 1, INFO: 2, DEBUG: 3, TRACE: 4 };

class Logs extends Page {
  constructor() {
    super();
    this.lines = [];
    this.after = '';
    this.isFollowing = true;
    this.text = '';
    this.level = 'info';
    this.stop = null;
  }

  heading() {
    return 'Logs';
  }

  lead() {
    return 'What the server writes, as it happens. A trace id opens the message’s whole story.';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop?.abort();
  }

  async load() {
    this.stop?.abort();
    this.stop = new AbortController();
    this.lines = [];
    this.after = '';
    await this.take(0);
    this.follow(this.stop.signal);
    return {};
  }

  async take(wait) {
    const page = await get('logs', { after: this.after, wait, limit: 500 }, this.stop.signal);
    if (page.next) this.after = page.next;
    if (page.items.length) {
      this.lines = this.lines.concat(page.items).slice(-MOST);
      this.requestUpdate();
    }
  }

  async follow(signal) {
    while (!signal.aborted) {
      try {
        await this.take(WAIT_SECONDS);
        this.failure = null;
      } catch (problem) {
        if (signal.aborted || problem.status === 401) return;
        this.failure = problem;
        this.requestUpdate();
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
      }
    }
  }

  updated() {
    const log = this.querySelector('.log');
    if (log && this.isFollowing) log.scrollTop = log.scrollHeight;
  }

  scrolled(event) {
    const log = event.target;
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
    if (isAtEnd !== this.isFollowing) {
      this.isFollowing = isAtEnd;
      this.requestUpdate();
    }
  }

  actions() {
    return html`<button type="button" aria-pressed=${this.isFollowing} @click=${() => {
      this.isFollowing = !this.isFollowing;
      this.requestUpdate();
    }}>${this.isFollowing ? 'Pause' : 'Follow'}</button>`;
  }

  body() {
    const needle = this.text.trim().toLowerCase();
    const rank = LEVELS.indexOf(this.level);
    const shown = this.lines.filter((line) => (RANKS[line.level?.toUpperCase()] ?? 2) <= rank && (!needle || `${line.message} ${line.logger}`.toLowerCase().includes(needle)));
    return html`
      <div class="bar">
        <label class="filter"><span class="sr">Filter the log</span><input type="search" class="bare" placeholder="Filter" .value=${this.text} @input=${(event) => {
          this.text = event.target.value;
          this.requestUpdate();
        }}></label>
        <div class="segments" role="group" aria-label="Least level">${LEVELS.map((level) => html`<button type="button" aria-pressed=${this.level === level} @click=${() => {
          this.level = level;
          this.requestUpdate();
        }}>${level}</button>`)}</div>
        <span class="total">${shown.length} lines</span>
      </div>
      ${shown.length === 0 ? html`<div class="empty"><h2>No lines</h2><p>${needle ? 'Nothing that was written matches.' : 'Nothing of this level has been written since the server started.'}</p></div>` : html`
      <div class="log" role="log" aria-live="off" aria-label="Log lines" tabindex="0" @scroll=${this.scrolled}>${repeat(shown, (line) => line.id, (line) => html`<div class=${line.level.toLowerCase()}>
        <span class="at" title=${line.time}>${new Date(line.time).toLocaleTimeString()}</span><span class="level">${line.level.toLowerCase()}</span><span class="message">${this.message(line)}</span>
        ${line.exception ? html`<pre>${line.exception}</pre>` : nothing}</div>`)}</div>`}`;
  }

  message(line) {
    const trace = MESSAGE.exec(line.message)?.[1];
    return html`${line.message}${trace ? html` <a href="#/trace/${encodeURIComponent(trace)}">trace</a>` : nothing}`;
  }
}
customElements.define('page-logs', Logs);
