/** What is used of WebAssembly, which Node has and its types of this version do not name. */
declare namespace WebAssembly {
  class Module {
    private readonly compiled: never;
  }
  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    constructor(size: { readonly initial: number });
    readonly buffer: ArrayBuffer;
  }
  class Global {
    constructor(type: { readonly value: 'i32' }, value: number);
    readonly value: unknown;
  }
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
}
