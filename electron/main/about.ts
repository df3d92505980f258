import { app } from 'electron';

/** What the system's about box says. */
export function describeApp(): void {
  app.setAboutPanelOptions({
    applicationName: 'Gantry',
    applicationVersion: app.getVersion(),
    copyright: 'Copyright © 2026 The Gantry authors. MIT licence.',
    credits: 'Packaging studio for container apps of the Cohesity Marketplace.',
  });
}
