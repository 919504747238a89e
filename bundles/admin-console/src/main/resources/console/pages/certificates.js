// The certificates that clients see, and when they end.
import { html, nothing } from '../lib.js';
import { get } from '../api.js';
import { Page, card, facts } from '../parts/page.js';
import { badge, count, time } from '../parts/format.js';

const SOON_DAYS = 21;
const left = (one) => (new Date(one.notAfter).getTime() - Date.now()) / 86_400_000;
const days = (one) => (left(one) < 0 ? 'expired' : `${count(Math.floor(left(one)))} days left`);

class Certificates extends Page {
  heading() {
    return 'Certificates';
  }

  lead() {
    return 'What this server shows who connects by TLS. Replace the files and it is shown from the next connection on; no restart.';
  }

  async load() {
    return { certificates: (await get('certificates')).items };
  }

  body() {
    if (this.certificates.length === 0) {
      return html`<div class="empty"><h2>No certificate</h2><p>Name the files under [tls] in the configuration; without them the server makes one of its own that no client trusts.</p></div>`;
    }
    return html`<div class="columns">${this.certificates.map((one) => card(one.names?.[0] ?? one.name, one.notAfter ? html`${one.trouble ? html`<p class="pad">${one.trouble}</p>` : nothing}${facts([
      ['Valid until', html`${time(one.notAfter)} <span class="muted">(${days(one)})</span>`], ['Valid from', time(one.notBefore)], ['Names', one.names.join(', ')],
      ['Issuer', one.issuer], ['Key', one.key], ['From', html`<code>${one.source}</code>`], ['SHA-256', html`<code>${one.sha256}</code>`]])}` : html`<p class="pad">${one.trouble}</p>`, this.state(one)))}</div>`;
  }

  state(one) {
    if (one.trouble) return badge('cannot be used', 'bad');
    if (left(one) < 0) return badge('expired', 'bad');
    if (one.selfSigned) return badge('made by this server', 'warn');
    return left(one) < SOON_DAYS ? badge('ends soon', 'warn') : badge('valid', 'good');
  }
}
customElements.define('page-certificates', Certificates);
