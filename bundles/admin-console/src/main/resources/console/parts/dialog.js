// Questions: a form, or whether one is sure. The native modal dialog keeps the focus and gives it back.
import { LitElement, html, nothing } from '../lib.js';
import { fieldTemplate, readFields } from './form.js';

class Dialog extends LitElement {
  constructor() {
    super();
    this.failure = null;
    this.isBusy = false;
    this.shown = {};
  }

  createRenderRoot() {
    return this;
  }

  firstUpdated() {
    this.querySelector('dialog').showModal();
  }

  end(answer) {
    this.resolve(answer);
    this.querySelector('dialog').close();
    this.remove();
  }

  /** Another page is shown: the question is void, unless its answer is on the way. */
  leave() {
    if (!this.isBusy) this.end(undefined);
  }

  async send(event) {
    event.preventDefault();
    if (this.isBusy) return;
    const { submit, typed } = this.question;
    let values;
    try {
      values = readFields(event.target, this.question.fields ?? []);
    } catch (problem) {
      this.failure = problem;
      this.requestUpdate();
      return;
    }
    if (typed && event.target.elements['typed-name'].value !== typed) {
      this.failure = new Error(`Type ${typed} to go on.`);
      this.requestUpdate();
      return;
    }
    this.isBusy = true;
    this.failure = null;
    this.requestUpdate();
    try {
      const answer = await submit(values);
      this.end(answer ?? true);
    } catch (problem) {
      this.isBusy = false;
      this.failure = problem;
      await this.requestUpdate();
      await this.updateComplete;
      (this.querySelector('[aria-invalid=true]') ?? this.querySelector('[role=alert]'))?.focus();
    }
  }

  fault(name) {
    const found = this.failure?.errors?.find((error) => String(error.pointer ?? '').replace(/^#/, '').split('/')[1] === name);
    return found ? found.detail ?? this.failure.message : '';
  }

  render() {
    const { title, intro, fields = [], label = 'Save', isDanger, typed, submit, wide, cancel = 'Cancel' } = this.question;
    return html`<dialog class=${wide ? 'wide' : ''} aria-labelledby="dialog-title" @cancel=${(event) => {
      event.preventDefault();
      if (!this.isBusy) this.end(undefined);
    }}>
      <form @submit=${this.send} autocomplete="off">
        <h2 id="dialog-title">${title}</h2>
        ${intro ? html`<div class="intro">${intro}</div>` : nothing}
        ${this.failure ? html`<p class="notice bad" role="alert" tabindex="-1">${this.failure.message}</p>` : nothing}
        ${fields.map((field) => fieldTemplate(field, this.fault(field.name)))}
        ${typed ? html`<div class="field"><label for="typed-name">Type <b>${typed}</b> to confirm</label>
          <input id="typed-name" name="typed-name" autocomplete="off" spellcheck="false"></div>` : nothing}
        <div class="buttons">
          <button type="button" ?disabled=${this.isBusy} @click=${() => this.end(undefined)}>${submit ? cancel : 'Close'}</button>
          ${submit ? html`<button type="submit" class=${isDanger ? 'danger' : 'primary'} aria-busy=${this.isBusy}>
            ${this.isBusy ? 'Please wait…' : label}</button>` : nothing}
        </div>
      </form>
    </dialog>`;
  }
}
customElements.define('mb-dialog', Dialog);

function open(question) {
  return new Promise((resolve) => {
    const dialog = document.createElement('mb-dialog');
    dialog.question = question;
    dialog.resolve = resolve;
    document.body.append(dialog);
  });
}

/** {title, intro, fields, label, isDanger, submit(values)}: what submit gives, or undefined when it was cancelled. */
export const openForm = (question) => open(question);

/** Asks before something that cannot be taken back; {@code what} says what will happen. */
export const sure = ({ title, what, label, typed, fields, run }) =>
  open({ title, intro: typeof what === 'string' ? html`<p>${what}</p>` : what, label, typed, fields, isDanger: true, submit: run });

/** Shows something that has only a Close button. */
export const show = ({ title, intro, wide }) => open({ title, intro, wide });

/** A secret that is shown this once. */
export const showSecret = ({ title, intro, secret }) => open({
  title,
  intro: html`<p>${intro}</p><p class="secret"><code tabindex="0">${secret}</code></p>
    <p><button type="button" @click=${() => navigator.clipboard?.writeText(secret)}>Copy</button></p>`,
});
