export const appSpecFile = 'appspec.yaml';
export const appJsonFile = 'app.json';
