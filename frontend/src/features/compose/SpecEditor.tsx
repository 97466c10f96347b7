import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { useEffect, useId, useRef } from "react";

type Props = { text: string; onText: (text: string) => void; problems: readonly Diagnostic[] };

/** A text editor with highlighting and error marks. It is the only file that uses CodeMirror. */
export function SpecEditor({ text, onText, problems }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const change = useRef(onText);
  change.current = onText;
  const first = useRef(text);
  const hint = useId();

  useEffect(() => {
    if (!holder.current) return;
    const view = new EditorView({
      parent: holder.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineNumbers(),
          history(),
          highlightActiveLine(),
          lintGutter(),
          yaml(),
          syntaxHighlighting(classHighlighter),
          // CodeMirror lets Tab leave the editor for two seconds after Escape. Some people need longer.
          keymap.of([{ key: "Escape", run: (editor) => letTabLeave(editor) }]),
          EditorView.domEventHandlers({ focus: (_, editor) => keepTab(editor) }),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ "aria-label": "Spec", "aria-describedby": hint, tabindex: "0" }),
          EditorView.updateListener.of((update) => {
            if (
              update.docChanged &&
              update.transactions.some(
                (one) =>
                  one.isUserEvent("input") ||
                  one.isUserEvent("delete") ||
                  one.isUserEvent("undo") ||
                  one.isUserEvent("redo") ||
                  one.isUserEvent("move"),
              )
            ) {
              keepTab(update.view);
              change.current(update.state.doc.toString());
            }
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      view.destroy();
      editor.current = null;
    };
  }, [hint]);

  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    }
  }, [text]);

  useEffect(() => {
    const view = editor.current;
    if (!view) return;
    const end = view.state.doc.length;
    const within = problems.map((one) => ({
      ...one,
      from: Math.min(one.from, end),
      to: Math.min(one.to, end),
    }));
    view.dispatch(setDiagnostics(view.state, within));
  }, [problems]);

  return (
    <div className="spec-editor">
      <p className="hint" id={hint}>
        Tab indents. Press Escape, then Tab, to leave the editor.
      </p>
      <div ref={holder} />
    </div>
  );
}

/** Lets Tab move the focus instead of indenting. Another key after Escape still closes what Escape usually closes. */
function letTabLeave(editor: EditorView): boolean {
  editor.setTabFocusMode(true);
  return false;
}

function keepTab(editor: EditorView): void {
  editor.setTabFocusMode(false);
}
