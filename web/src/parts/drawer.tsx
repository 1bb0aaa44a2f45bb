/** A modal dialog that returns the focus to where it came from. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export function Drawer({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.showModal();
    return () => before?.focus?.();
  }, []);
  return (
    <dialog
      ref={box}
      aria-label={title}
      onClose={onClose}
      onClick={(e) => {
        if (e.target === box.current) box.current?.close();
      }}
    >
      <header>
        <h2>{title}</h2>
        <button onClick={() => box.current?.close()}>Close</button>
      </header>
      {children}
    </dialog>
  );
}
