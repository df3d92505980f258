import { get, itemsOf } from '../../../../shared/model/plain.ts';
import { FieldGrid } from './field-grid.tsx';
import { freeName } from './model/starting-values.ts';
import { useValue } from './object-scope.tsx';
import { RowList } from './row-list.tsx';

const portKeys = (port: unknown): readonly string[] => [
  'port',
  ...(get(port, 'targetPort') === undefined ? [] : ['targetPort']),
  'protocol',
  'name',
  'cohesityTag',
  'cohesityEnv',
];

/** A Service: who it leads to, and its ports. */
export function ServiceForm() {
  const ports = itemsOf(useValue(['spec', 'ports']));
  const nextPort = (): unknown => {
    const numbers = ports.map((port) => get(port, 'port'));
    let port = 8080;
    while (numbers.includes(port)) port += 1;
    return {
      name: freeName(
        'http',
        ports.map((each) => get(each, 'name')),
      ),
      port,
      protocol: 'TCP',
    };
  };
  return (
    <>
      <FieldGrid
        grid="grid-name-type"
        paths={[
          ['metadata', 'name'],
          ['spec', 'type'],
        ]}
      />
      <RowList
        path={['spec', 'ports']}
        title="Ports"
        noun="port"
        grid={
          ports.some((port) => get(port, 'targetPort') !== undefined) ? 'row-port with-target' : 'row-port'
        }
        keys={portKeys}
        start={nextPort}
        none="A NodePort Service needs one."
      />
      <FieldGrid
        grid="grid-pairs"
        paths={[
          ['spec', 'selector'],
          ['metadata', 'labels'],
        ]}
      />
    </>
  );
}
