import type { MenuCommand, Place } from '../../shared/contract/studio-operations.ts';
import { commands } from '../store/commands.ts';
import type { StudioClient } from '../store/connection.ts';
import { useStudio } from '../store/studio.ts';

/** Typing changes what can be done many times a second; the menu follows when it pauses. */
const menuAfterMs = 250;

/** Joins the page to the system around it: its commands stand in the menu, and what is opened from outside is shown. */
export function joinDesktop(client: StudioClient): void {
  client.on('menu.command', (data) => {
    const command = commands.find(({ id }) => id === (data as { id: string }).id);
    const studio = useStudio.getState();
    if (command?.enabled(studio)) command.run(studio);
  });
  client.on('place.given', (data) => openPlace((data as { place: Place }).place));

  let shown = '';
  let due = false;
  const tell = (): void => {
    due = false;
    const now = menuCommands();
    const text = JSON.stringify(now);
    if (text === shown) return;
    shown = text;
    // A menu that stays as it was is no reason to disturb anyone.
    client.call('host.menu', { commands: now }).catch(() => undefined);
  };
  useStudio.subscribe(() => {
    if (due) return;
    due = true;
    setTimeout(tell, menuAfterMs);
  });
  tell();
}

function openPlace(place: Place): void {
  const studio = useStudio.getState();
  if (place.kind === 'folder') void studio.openProject(place.ticket);
  else if (place.isBundle) studio.reviewPlace(place);
  else studio.announce(`${place.name} is neither a project’s folder nor a bundle.`);
}

function menuCommands(): MenuCommand[] {
  const studio = useStudio.getState();
  return commands
    .filter(({ alias }) => alias !== true)
    .map(({ id, title, group, shortcut, enabled }) => ({
      id,
      title,
      group,
      enabled: enabled(studio),
      ...(shortcut === undefined ? {} : { shortcut }),
    }));
}
