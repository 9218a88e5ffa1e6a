// A dialog that asks before something is done, and stays open with the reason where it was refused.
import { html, useEffect, useRef, useState } from "./vendor/htm-preact.js";

/**
 * @param go does it, and is awaited; what it throws is shown
 * @param ready whether all is filled in
 */
export function Asking({ title, label, danger, ready = true, go, onClose, children }) {
  const dialog = useRef(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  useEffect(() => dialog.current.showModal(), []);
  const submit = async (e) => {
    e.preventDefault();
    if (!ready || busy) {
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await go();
    } catch (e) {
      setProblem(e.message);
      setBusy(false);
    }
  };
  return html`<dialog ref=${dialog} aria-labelledby="asking-title" onClose=${onClose}>
    <form onSubmit=${submit}>
      <h2 id="asking-title">${title}</h2>
      ${children}
      ${problem && html`<p class="problem" role="alert">${problem}</p>`}
      <div class="buttons">
        <button type="button" onClick=${() => dialog.current.close()}>Leave it</button>
        <button class=${danger ? "danger" : "primary"} disabled=${!ready || busy}>${busy ? "Asking…" : label}</button>
      </div>
    </form>
  </dialog>`;
}
