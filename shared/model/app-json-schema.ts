import Type from 'typebox';

const flag = (description: string) => Type.Optional(Type.Boolean({ description }));

/** The schema of app.json; fields of the earlier generation are marked so. */
export const AppJsonSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'What the app is called in the Marketplace.' }),
    description: Type.String({
      minLength: 1,
      description: 'One or two sentences on what the app does. People read them before they install it.',
    }),
    version: Type.Union(
      [
        Type.String({ pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?$', examples: ['1.0.0'] }),
        Type.Integer(),
      ],
      {
        description:
          'The app’s version, three numbers in quotes such as "1.4.0". It must rise with every upload. The earlier generation wrote a whole number.',
        examples: ['1.0.0'],
      },
    ),
    min_software_version: Type.Optional(
      Type.String({
        pattern: '^[0-9]+(\\.[0-9]+)*',
        examples: ['7.2'],
        description:
          'The oldest cluster software that the app runs on, in quotes. An app that uses Gaia needs "7.2" or later. Required in the current generation.',
      }),
    ),
    unrestricted_app_ui_access: flag(
      'Who gets to the port tagged ui. false keeps the platform’s token gate before it. true takes the gate away, for programs such as MCP clients; the app then checks its callers itself.',
    ),
    id: Type.Optional(Type.Integer({ description: 'Number of the app. Of the earlier generation.' })),
    dev_version: Type.Optional(
      Type.Number({ description: 'Version for developers. Of the earlier generation.' }),
    ),
    access_requirements: Type.Optional(
      Type.Object(
        {
          read_access: flag('The app reads data.'),
          read_write_access: flag('The app reads and writes data.'),
          management_access: flag('The app manages the cluster.'),
          protected_object_access: flag('The app gets at protected objects.'),
        },
        { description: 'What the app may do on the cluster. Of the earlier generation.' },
      ),
    ),
    $schema: Type.Optional(
      Type.String({ description: 'Where editors find this schema. The platform ignores it.' }),
    ),
  },
  { title: 'app.json', description: 'What the Marketplace shows of an app, and what the app needs.' },
);
