import { useStudio } from '../../store/studio.ts';
import { ImageList } from './image-list.tsx';
import { ImageReport } from './image-report.tsx';
import './images.css';

/** The project's images: where each comes from, and where its megabytes go. */
export function ImagesPage() {
  const shown = useStudio((studio) => studio.shownImage);
  return (
    <div className="page">
      <div className="page-inner images-page">
        {shown === undefined ? <ImageList /> : <ImageReport key={shown} reference={shown} />}
      </div>
    </div>
  );
}
