import { useEffect } from 'react';
import { commands } from '../store/commands.ts';
import { useStudio } from '../store/studio.ts';

const isMac = /Mac/.test(navigator.userAgent);

/** The key that an event stands for, as the registry writes it: `Mod+Shift+K`. */
function keyOf(event: KeyboardEvent): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [mod ? 'Mod' : '', event.altKey ? 'Alt' : '', event.shiftKey ? 'Shift' : '', key]
    .filter((part) => part !== '')
    .join('+');
}

/** Runs the commands of the registry by their keys, wherever the focus is. */
export function useShortcuts(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const key = keyOf(event);
      const command = commands.find(({ shortcut }) => shortcut === key);
      const studio = useStudio.getState();
      if (!command?.enabled(studio)) return;
      event.preventDefault();
      event.stopPropagation();
      command.run(studio);
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, []);
}
