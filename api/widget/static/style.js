/** The widget's look. A page themes it with the custom properties named --unlatch-*. */
export const STYLE = `
:host {
  --accent: var(--unlatch-accent, #0b5bd3);
  --on-accent: var(--unlatch-on-accent, #fff);
  --ground: var(--unlatch-ground, #fff);
  --raised: var(--unlatch-raised, #f5f7fa);
  --ink: var(--unlatch-ink, #17202e);
  --quiet: var(--unlatch-quiet, #55606f);
  --line: var(--unlatch-line, #d5dbe3);
  --good: #136c3a; --fair: #8a5a00; --open: #55606f;
  --radius: var(--unlatch-radius, 12px);
  color-scheme: light;
  display: block;
}
/* Set here and not on the host, where a rude style of the page would win. */
.panel, .bubble { font: 15px/1.5 var(--unlatch-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif); color: var(--ink);
  text-align: start; letter-spacing: normal; text-transform: none; }
:host([theme='dark']) { color-scheme: dark;
  --accent: var(--unlatch-accent, #7fb2ff); --on-accent: var(--unlatch-on-accent, #0a1a33);
  --ground: var(--unlatch-ground, #12171f); --raised: var(--unlatch-raised, #1c232d); --ink: var(--unlatch-ink, #e8edf4);
  --quiet: var(--unlatch-quiet, #a5b0bf); --line: var(--unlatch-line, #343e4b); --good: #6fd49b; --fair: #f0bf62; --open: #a5b0bf; }
@media (prefers-color-scheme: dark) {
  :host(:not([theme='light'])) { color-scheme: dark;
    --accent: var(--unlatch-accent, #7fb2ff); --on-accent: var(--unlatch-on-accent, #0a1a33);
    --ground: var(--unlatch-ground, #12171f); --raised: var(--unlatch-raised, #1c232d); --ink: var(--unlatch-ink, #e8edf4);
    --quiet: var(--unlatch-quiet, #a5b0bf); --line: var(--unlatch-line, #343e4b); --good: #6fd49b; --fair: #f0bf62; --open: #a5b0bf; }
}
:host([mode='bubble']) { position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000; }
[hidden] { display: none !important; }
* { box-sizing: border-box; }
.panel { display: flex; flex-direction: column; background: var(--ground); border: 1px solid var(--line); border-radius: var(--radius);
  overflow: hidden; height: var(--unlatch-height, min(680px, 80vh)); min-height: 380px; }
.bubble { display: flex; flex-direction: column; align-items: flex-end; gap: 12px; }
.bubble .panel { width: min(420px, calc(100vw - 40px)); height: min(640px, calc(100vh - 120px)); box-shadow: 0 12px 40px rgb(0 0 0 / .22); }
.opener { inline-size: 56px; block-size: 56px; border-radius: 50%; border: 0; background: var(--accent); color: var(--on-accent);
  box-shadow: 0 6px 20px rgb(0 0 0 / .25); display: grid; place-items: center; }
header { display: flex; align-items: center; gap: 8px; padding: 10px 14px; border-block-end: 1px solid var(--line); }
header h2 { font-size: 16px; margin: 0; flex: 1; }
.mark { color: var(--on-accent); background: var(--accent); display: grid; border-radius: 8px; padding: 4px; }
svg { fill: currentColor; flex: none; }
.conversation { display: flex; flex-direction: column; flex: 1; min-height: 0; }
.log { flex: 1; overflow-y: auto; padding: 14px 14px 2px; overflow-wrap: anywhere; }
.log > * { margin-block: 0 12px; }
/* Words of another direction keep their full stops at their own end. */
p, li, h3, h4, summary, legend, label > span, b, textarea, .said { unicode-bidi: plaintext; }
.answer { inline-size: fit-content; max-width: 92%; background: var(--raised); border: 1px solid var(--line); border-radius: var(--radius);
  border-end-start-radius: 4px; padding: 8px 12px; } .answer > :first-child { margin-block-start: 0; } .answer > :last-child { margin-block-end: 0; }
.answer[aria-busy] { border-style: dashed; }
.intro { color: var(--quiet); }
.said { inline-size: fit-content; margin-inline-start: auto; max-width: 85%; background: var(--accent); color: var(--on-accent); border-radius: var(--radius);
  border-end-end-radius: 4px; padding: 8px 12px; white-space: pre-wrap; }
.timeline, .evidence, .why { border-inline-start: 3px solid var(--line); padding-inline-start: 10px; }
summary { cursor: pointer; color: var(--quiet); font-weight: 600; padding: 2px 0; }
.checks { list-style: none; margin: 6px 0 0; padding: 0; display: grid; gap: 4px; }
.checks li { display: grid; grid-template-columns: 18px 1fr; }
.checks li::before { content: ''; inline-size: 9px; block-size: 9px; border-radius: 50%; background: var(--good); margin-block-start: 7px; }
.checks li.running::before { background: var(--accent); animation: pulse 1s infinite alternate; }
.checks .found { grid-column: 2; color: var(--quiet); }
@keyframes pulse { to { opacity: .25; } }
@media (prefers-reduced-motion: reduce) { .checks li.running::before { animation: none; } }
.verdict { border: 1px solid var(--line); border-inline-start: 4px solid var(--class, var(--open)); border-radius: var(--radius); padding: 14px; display: grid; gap: 10px; background: var(--raised); }
.verdict h3 { margin: 0; font-size: 18px; line-height: 1.3; }
.verdict h4 { margin: 0; font-size: 15px; }
.verdict p { margin: 0; }
.class { display: flex; align-items: center; gap: 8px; font-weight: 600; }
.dot { inline-size: 11px; block-size: 11px; border-radius: 50%; background: currentColor; }
.confirmed { --class: var(--good); } .likely { --class: var(--fair); } .class { color: var(--class, var(--open)); }
.who, .quiet, small { color: var(--quiet); font-size: 13px; }
.remedy ol { margin: 6px 0; padding: 0; list-style: none; display: grid; gap: 6px; }
.remedy label { display: grid; grid-template-columns: 22px 1fr; gap: 6px; align-items: start; }
input[type='checkbox'], input[type='radio'] { inline-size: 17px; block-size: 17px; margin: 3px 0 0; accent-color: var(--accent); }
.proof { border-block-start: 1px dashed var(--line); padding-block-start: 8px; }
.why ul { margin: 6px 0 0; padding-inline-start: 18px; display: grid; gap: 4px; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 8px 10px; margin-block-start: 8px; background: var(--ground); display: grid; gap: 6px; }
.card header { padding: 0; border: 0; }
.card header code { flex: 1; }
.card ul { margin: 0; padding-inline-start: 18px; }
code, pre { font: 13px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
code { background: color-mix(in srgb, var(--line) 45%, transparent); border-radius: 4px; padding: 0 3px; }
pre { margin: 0; max-height: 220px; overflow: auto; white-space: pre-wrap; background: var(--raised); padding: 8px; border-radius: 6px; }
.question fieldset { border: 1px solid var(--accent); border-radius: var(--radius); padding: 10px 14px; margin: 0 0 8px; display: grid; gap: 8px; }
.question legend { font-weight: 600; padding: 0; float: inline-start; inline-size: 100%; }
.question p { margin: 0; }
.option { display: grid; grid-template-columns: 24px 1fr; gap: 6px; padding: 6px; border-radius: 8px; cursor: pointer; }
.option:hover { background: var(--raised); }
.verification { font-weight: 600; } .verification.fixed { color: var(--good); } .verification.not_yet { color: var(--fair); } .verification:empty { display: none !important; }
.closing { display: grid; gap: 8px; justify-items: start; } .closing p { margin: 0; display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.status { margin: 0; padding: 0 14px; color: var(--fair); font-weight: 600; }
.status:not(:empty) { padding-block: 8px; }
.composer { border-block-start: 1px solid var(--line); padding: 10px; display: grid; gap: 8px; }
.composer .line { display: flex; gap: 8px; align-items: flex-end; }
.composer .line > button { min-height: 40px; min-width: 40px; justify-content: center; }
textarea, input[type='url'] { flex: 1; width: 100%; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--quiet); border-radius: 8px; padding: 8px; resize: none; }
.line textarea { field-sizing: content; min-height: 3.9em; max-height: 200px; }
textarea:focus-visible, input[type='url']:focus-visible { outline-offset: -1px; border-color: transparent; }
::placeholder { color: var(--quiet); opacity: 1; unicode-bidi: plaintext; }
.notice:empty, .files:empty { display: none; }
.notice { background: var(--raised); border-radius: 8px; padding: 8px 10px; } .notice p { margin: 0; }
.chip { display: flex; align-items: center; margin: 0; } .chip span { flex: 1; overflow-wrap: anywhere; } .preview .line { margin: 0; }
.command { margin-block-start: 8px; display: grid; gap: 6px; } .command header { padding: 0; border: 0; } .command header b { flex: 1; }
.preview pre { max-height: 160px; }
button { font: inherit; color: inherit; cursor: pointer; border-radius: 8px; min-height: 32px; display: inline-flex; align-items: center; gap: 6px; }
button[disabled] { opacity: .55; cursor: not-allowed; }
.main { background: var(--accent); color: var(--on-accent); border: 0; padding: 8px 14px; font-weight: 600; }
.plain { background: transparent; border: 1px solid var(--line); padding: 4px 10px; }
.small { background: transparent; border: 0; padding: 6px; color: var(--quiet); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.history { position: relative; } .history summary { list-style: none; display: grid; padding: 6px; border-radius: 8px; } .history summary::-webkit-details-marker { display: none; }
.small:hover, .history summary:hover { background: var(--raised); color: var(--ink); } .plain:hover { border-color: var(--accent); }
.main:hover:not([disabled]) { filter: brightness(1.08); }
 .history ul { position: absolute; inset-inline-end: 0; z-index: 2; background: var(--ground); border: 1px solid var(--line);
  border-radius: 8px; list-style: none; margin: 4px 0 0; padding: 6px; width: 280px; max-height: 320px; overflow: auto; display: grid; gap: 4px; }
.history button { width: 100%; display: grid; text-align: start; }
@media (max-width: 480px) { :host([mode='bubble']) { inset-block-end: 10px; inset-inline-end: 10px; } .bubble .panel { width: calc(100vw - 20px); height: calc(100dvh - 90px); } }
`;
