/** Thrown inside the editor where a change cannot be had; `editDocument` turns it into its result. */
export class Refusal extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Refusal';
  }
}
