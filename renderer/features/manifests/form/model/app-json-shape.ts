import { accessRequirements, appJsonFields } from '../../../../../shared/model/app-json.ts';
import { type FieldSpec, field, group, type Shape } from './shape.ts';

const uiAccess = [
  { value: false, label: 'Token gate' },
  { value: true, label: 'Open' },
];

/** The words and the control of each field; which fields there are says the model. */
const fields: Readonly<Record<string, FieldSpec>> = {
  name: field('Name', 'What people see in the Marketplace and in the app launcher.', 'text', {
    required: true,
  }),
  description: field('Description', 'One or two sentences: what the app does, and for whom.', 'prose', {
    required: true,
  }),
  version: field(
    'Version',
    'Major.minor.patch. It must rise with every upload, or the platform will not see an update.',
    'text',
    { required: true, placeholder: '1.0.0' },
  ),
  min_software_version: field(
    'Minimum software version',
    'The oldest platform release that the app runs on; 7.2 or later where the app uses Gaia.',
    'text',
    { required: true, placeholder: '7.2' },
  ),
  unrestricted_app_ui_access: field(
    'UI access',
    'Token gate: the platform asks for a token before it lets anybody to the UI port. Open: everybody who reaches the port gets through; meant for clients that are programs.',
    'switch',
    { options: uiAccess },
  ),
  id: field('App ID', 'A number given by the Marketplace.', 'integer', { onlyPresent: true }),
  dev_version: field(
    'Development version',
    'A number counted up while the app is being developed.',
    'number',
    { onlyPresent: true },
  ),
};

const accessLabels: Readonly<Record<string, string>> = {
  read_access: 'Read',
  read_write_access: 'Read and write',
  management_access: 'Management',
  protected_object_access: 'Protected objects',
};

const access = Object.fromEntries(
  accessRequirements.map((name) => [
    name,
    field(accessLabels[name] ?? name, `access_requirements.${name}`, 'switch', { onlyPresent: true }),
  ]),
);

/** What the form shows of app.json. */
export const appJsonShape: Shape = group(
  Object.fromEntries(
    appJsonFields.map(({ name, type }) => [
      name,
      type === 'map' ? group(access) : (fields[name] ?? field(name, '', 'text')),
    ]),
  ),
);
