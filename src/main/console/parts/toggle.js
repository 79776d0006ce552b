// A switch as an element of a template: what it is, in a picture and in words.
import { css, html } from 'lit';

export const toggleStyle = css`
  button.toggle { border: none; background: none; padding: .1rem .2rem; gap: .6rem; min-height: 2.2rem; }
  .toggle .track { width: 46px; height: 26px; border-radius: 13px; border: 2px solid var(--control); background: var(--raised); position: relative; flex: none; }
  .toggle .knob { position: absolute; top: 2px; left: 2px; width: 18px; height: 18px; border-radius: 50%; background: var(--control); transition: transform .15s; }
  .toggle[aria-checked=true] .track { background: var(--accent); border-color: var(--accent); }
  .toggle[aria-checked=true] .knob { transform: translateX(20px); background: var(--on-accent); }
`;

/** `on` is true, false or null when it is not known; `act(wanted)` is asked for the other. */
export const toggle = ({ on, label, act, disabled = false, onText = 'on', offText = 'off' }) => html`
  <div><button class="toggle" role="switch" aria-checked=${on ? 'true' : 'false'} aria-label=${label} ?disabled=${disabled}
    @click=${() => act(!on)}>
    <span class="track" aria-hidden="true"><span class="knob"></span></span>
    <span aria-hidden="true">${on === null ? 'not known' : on ? onText : offText}</span></button></div>`;
