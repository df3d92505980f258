import { Brand } from '../../components/brand.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { type Command, commands, shortcutText } from '../../store/commands.ts';
import { textSizes } from '../../store/settings.ts';
import { useStudio } from '../../store/studio.ts';
import { LayerCacheCard } from './layer-cache-card.tsx';
import { SettingsRow } from './settings-row.tsx';
import './settings.css';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'contrast', label: 'High contrast' },
] as const;
const layouts = [
  { value: 'form', label: 'Form' },
  { value: 'both', label: 'Both' },
  { value: 'text', label: 'Text' },
] as const;
const groups: readonly Command['group'][] = ['Project', 'Edit', 'Go to', 'View'];
const isMac = /Mac/.test(navigator.userAgent);

/** How the studio looks, what its keys are, and what it is. */
export function SettingsPage() {
  const theme = useStudio((studio) => studio.theme);
  const layout = useStudio((studio) => studio.layout);
  const textSize = useStudio((studio) => studio.settings.textSize);
  const host = useStudio((studio) => studio.host);
  const { setTheme, setLayout, setTextSize } = useStudio.getState();
  return (
    <div className="page">
      <div className="page-inner settings">
        <h1>Settings</h1>
        <section className="card" aria-labelledby="settings-look">
          <div className="card-head">
            <h2 id="settings-look">Look</h2>
          </div>
          <div className="card-body">
            <SettingsRow label="Theme">
              {() => <Segmented label="Theme" value={theme} options={themes} onChange={setTheme} />}
            </SettingsRow>
            <SettingsRow label="Manifests open as" hint="Form and text are two views of the same file.">
              {() => (
                <Segmented label="Manifests open as" value={layout} options={layouts} onChange={setLayout} />
              )}
            </SettingsRow>
            <SettingsRow
              label="Size of text"
              hint="In editors and logs. The browser’s zoom makes everything larger."
            >
              {(id) => (
                <select
                  className="input"
                  aria-labelledby={id}
                  value={textSize}
                  onChange={(event) => setTextSize(Number(event.target.value))}
                >
                  {textSizes.map((size) => (
                    <option key={size} value={size}>
                      {size} pixels
                    </option>
                  ))}
                </select>
              )}
            </SettingsRow>
          </div>
        </section>
        <LayerCacheCard />
        <section className="card" aria-labelledby="settings-keys">
          <div className="card-head">
            <h2 id="settings-keys">Keys</h2>
          </div>
          <div className="card-body settings-keys">
            {groups.map((group) => (
              <div key={group}>
                <h3>{group}</h3>
                <dl>
                  {commands
                    .filter(
                      (command) =>
                        command.group === group && command.shortcut !== undefined && command.alias !== true,
                    )
                    .map(({ id, title, shortcut = '' }) => (
                      <div key={id}>
                        <dt>{title}</dt>
                        <dd>
                          <kbd>{shortcutText(shortcut, isMac)}</kbd>
                        </dd>
                      </div>
                    ))}
                </dl>
              </div>
            ))}
          </div>
        </section>
        <section className="card" aria-labelledby="settings-about">
          <div className="card-head">
            <h2 id="settings-about">About</h2>
          </div>
          <div className="card-body settings-about">
            <Brand size={26} />
            <p>
              <b>Gantry {host?.version}</b>
              <br />
              {host?.host === 'desktop'
                ? 'Desktop studio'
                : 'Studio in the browser, served by this computer to itself'}
              {host ? ` · ${systems[host.system]}` : ''}
            </p>
          </div>
        </section>
      </div>
    </div>
  );
}

const systems = { linux: 'Linux', macos: 'macOS', windows: 'Windows', other: 'another system' } as const;
