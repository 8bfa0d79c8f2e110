import { Injectable } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Clock } from '../../foundation/clock/clock.js';
import { NotFound } from '../../foundation/error/domain-error.js';
import { type DivisionChange, DivisionHistory } from './division-history.js';
import type { Division } from './division.entity.js';
import { DivisionService } from './division.service.js';

const columns = [
  { label: 'division.columns.code' },
  { label: 'division.columns.name' },
  { label: 'division.columns.level' },
  { label: 'division.columns.children', figure: true },
];

export type ChangeKind = DivisionChange['kind'];

/** Where the form of each change is sent, below the division's address. */
const paths: Readonly<Record<ChangeKind, string>> = {
  raise: 'city-level',
  move: 'parent',
  add: 'parts',
  rename: 'name',
};

/** The change a page was asked for, if an administrator may be shown its form. */
export function changeKindIn(actor: Actor, asked: unknown): ChangeKind | undefined {
  if (actor.role !== 'administrator') return undefined;
  return (['raise', 'move', 'add', 'rename'] as const).find((kind) => kind === asked);
}

function possibleFor({ level }: Division): ChangeKind[] {
  return [
    ...(level === 3 ? (['raise'] as const) : []),
    ...(level >= 3 ? (['move'] as const) : []),
    ...(level < 5 ? (['add'] as const) : []),
    'rename',
  ];
}

/** What the tree's page shows of one division: its parts or what was searched for, and for administrators its changes. */
@Injectable()
export class DivisionTreeView {
  constructor(
    private readonly divisions: DivisionService,
    private readonly history: DivisionHistory,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound for a code nobody has, or before any divisions are loaded */
  async model(
    actor: Actor,
    code: string | undefined,
    text: string | undefined,
    { change, fields = {} }: { change?: ChangeKind | undefined; fields?: Record<string, unknown> } = {},
  ): Promise<object> {
    const division = code ? await this.divisions.byCode(code) : await this.divisions.root();
    if (!division) throw new NotFound();
    const path = await this.divisions.pathTo(division);
    const wanted = text?.trim() ?? '';
    const filtered = wanted !== '';
    const today = this.clock.today();
    return {
      division,
      crumbs: path.map(({ code: own, name }) => ({
        text: name,
        href: own === division.code && !filtered ? null : `/divisions?division=${own}`,
      })),
      rows: filtered
        ? await this.divisions.search(actor, wanted, 50)
        : await this.divisions.childrenOf(division),
      columns,
      filtered,
      text: filtered ? text : '',
      clear: filtered ? '/divisions' : null,
      possible: change || filtered || actor.role !== 'administrator' ? [] : possibleFor(division),
      change: change && { kind: change, path: paths[change] },
      changes: await this.history.changes(division.level === 1 ? undefined : division),
      today,
      form: {
        effectiveOn: fields.effectiveOn ?? today,
        parentCode: fields.parentCode ?? '',
        code: fields.code ?? '',
        name: fields.name ?? '',
      },
    };
  }
}
