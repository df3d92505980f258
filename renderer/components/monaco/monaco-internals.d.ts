/** Parts of Monaco that it exports without types, as far as they are used here. */
declare module 'monaco-editor/editor/standalone/browser/standaloneServices.js' {
  export const StandaloneServices: { get<Service>(id: { readonly service?: Service }): Service };
}
declare module 'monaco-editor/platform/storage/common/storage.js' {
  interface Storage {
    store(key: string, value: boolean, scope: number, target: number): void;
  }
  export const IStorageService: { readonly service?: Storage };
}
