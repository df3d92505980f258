import { randomBytes } from 'node:crypto';
import { GantryError } from '../../shared/contract/error.ts';

/**
 * Stands between callers and paths: a host grants a ticket for a path that its user chose, and an operation
 * only ever gets tickets. What a page could make up is not a ticket.
 */
export class Tickets {
  readonly #paths = new Map<string, string>();
  readonly #tickets = new Map<string, string>();

  /** The ticket for an absolute path; the same path has one ticket. */
  grant(path: string): string {
    const known = this.#tickets.get(path);
    if (known !== undefined) return known;
    const ticket = randomBytes(16).toString('base64url');
    this.#paths.set(ticket, path);
    this.#tickets.set(path, ticket);
    return ticket;
  }

  /**
   * The path behind a ticket.
   * @throws GantryError `Usage` for a ticket that was never granted here.
   */
  resolve(ticket: string): string {
    const path = this.#paths.get(ticket);
    if (path === undefined) {
      throw new GantryError('Usage', {
        problem: 'this file or folder is not open here any more; open it again',
      });
    }
    return path;
  }
}
