import {
  createStudioServices,
  type StudioDeps,
} from '../../electron/services/studio/create-studio-services.ts';
import { Tickets } from '../../electron/services/tickets.ts';
import type { ServicesOf } from '../../shared/contract/operation.ts';
import type { studioOperations } from '../../shared/contract/studio-operations.ts';

type StudioServices = ServicesOf<typeof studioOperations, AbortSignal>;
type InputOf<Name extends keyof StudioServices> = Parameters<StudioServices[Name]>[0];
type OutputOf<Name extends keyof StudioServices> = Awaited<ReturnType<StudioServices[Name]>>;

/** The studio's services as a page's host has them, with the tickets a test may hand out. */
export interface TestStudio {
  readonly tickets: Tickets;
  readonly services: StudioServices;
  call<Name extends keyof StudioServices>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>>;
}

/** Makes the services of a browser's host without dialogs, or of the host given. */
export function testStudio(deps: Partial<Omit<StudioDeps, 'tickets'>> = {}): TestStudio {
  const tickets = new Tickets();
  const services = createStudioServices({ tickets, host: { kind: 'web', version: '1.2.3' }, ...deps });
  const { signal } = new AbortController();
  return {
    tickets,
    services,
    call: (name, input) =>
      services[name](input as never, { signal, progress: () => undefined } as never) as never,
  };
}
