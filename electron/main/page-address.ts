/** The page's own scheme: nothing else in the app is ever loaded. */
export const pageScheme = 'app';
export const pageHost = 'gantry';
export const pageOrigin = `${pageScheme}://${pageHost}`;
/** The one document there is. */
export const pageUrl = `${pageOrigin}/`;
