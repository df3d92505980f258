import { create } from 'zustand';
import { type AnalysisSlice, analysisSlice } from './analysis.ts';
import { type ConnectionSlice, connectionSlice } from './connection.ts';
import { type DocumentsSlice, documentsSlice } from './documents.ts';
import { type ExportsSlice, exportsSlice } from './exports.ts';
import { type JobsSlice, jobsSlice } from './jobs.ts';
import { type PlacesSlice, placesSlice } from './places.ts';
import { type ProjectSlice, projectSlice } from './project.ts';
import { type ProjectStartSlice, projectStartSlice } from './project-start.ts';
import { type ReviewSlice, reviewSlice } from './review.ts';
import { type SettingsSlice, settingsSlice } from './settings.ts';
import { type SizeReportsSlice, sizeReportsSlice } from './size-reports.ts';
import { type ViewSlice, viewSlice } from './view.ts';

/** Everything the page knows, in slices by noun. */
export type Studio = ConnectionSlice &
  ProjectSlice &
  DocumentsSlice &
  AnalysisSlice &
  JobsSlice &
  ViewSlice &
  SettingsSlice &
  PlacesSlice &
  ProjectStartSlice &
  ReviewSlice &
  SizeReportsSlice &
  ExportsSlice;

/** The one store of the page. */
export const useStudio = create<Studio>()((...tools) => ({
  ...connectionSlice(...tools),
  ...projectSlice(...tools),
  ...documentsSlice(...tools),
  ...analysisSlice(...tools),
  ...jobsSlice(...tools),
  ...viewSlice(...tools),
  ...settingsSlice(...tools),
  ...placesSlice(...tools),
  ...projectStartSlice(...tools),
  ...reviewSlice(...tools),
  ...sizeReportsSlice(...tools),
  ...exportsSlice(...tools),
}));
