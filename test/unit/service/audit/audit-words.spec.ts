import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTextKey } from '../../../../src/foundation/i18n/translate.js';
import { callUpTransitions } from '../../../../src/integration/call-up/call-up.state.js';
import { classTransitions } from '../../../../src/integration/class/class.state.js';
import { auditAreas, auditSubjects } from '../../../../src/service/audit/audit-vocabulary.js';
import { AuditWords } from '../../../../src/service/audit/audit-words.js';

const sources = ['src', 'migrations'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('audit-vocabulary.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8')),
);

function found(pattern: RegExp): string[] {
  return [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name!)))];
}

function verbs(area: string, transitions: Record<string, object>): string[] {
  return Object.values(transitions).flatMap((moves) => Object.keys(moves).map((verb) => `${area}.${verb}`));
}

describe('the words of the audit log', () => {
  const actions = [
    ...found(/\baction: (?:[^'\n]*\? )?'([a-zA-Z]+(?:\.[a-zA-Z]+)+)'/g),
    ...found(/record\(\s*actor,(?:\s*\w+,)?\s*'([a-zA-Z]+(?:\.[a-zA-Z]+)+)'/g),
    ...found(/'((?:enrollment|trainee)\.[a-zA-Z]+)', '(?:enrollment|trainee)'/g),
    ...verbs('class', classTransitions),
    ...verbs('callUp', callUpTransitions),
  ];

  it('name every action that is written', () => {
    expect(actions.length).toBeGreaterThan(60);
    expect(actions.filter((action) => !isTextKey(`audit.action.${action}`))).toEqual([]);
  });

  it('offer every area and every kind of subject as a filter', () => {
    expect(actions.filter((action) => !auditAreas.some((area) => action.startsWith(`${area}.`)))).toEqual([]);
    expect(auditAreas.filter((area) => !isTextKey(`audit.area.${area}`))).toEqual([]);
    const subjects = found(/\bsubjectType: '([a-zA-Z]+)'/g);
    expect(subjects.filter((subject) => !auditSubjects.some((known) => known === subject))).toEqual([]);
    expect(auditSubjects.filter((subject) => !isTextKey(`audit.subject.${subject}`))).toEqual([]);
  });

  it('tell what changed, and leave out what stayed', () => {
    const words = new AuditWords('zh-CN', new Map([['01900000-0000-7000-8000-000000000001', '勉县']]));
    expect(
      words.changes(
        { state: 'draft', title: '一班', firm: false },
        {
          state: 'published',
          title: '一班',
          firm: true,
          role: 'coordinator',
          divisionId: '01900000-0000-7000-8000-000000000001',
          opensAt: '2026-07-01T00:30:00.000Z',
          unheardOf: { hours: [1, 2] },
        },
      ),
    ).toEqual([
      { field: '状态', before: '草稿', after: '已发布' },
      { field: '已定', before: '否', after: '是' },
      { field: '角色', after: '培训管理员' },
      { field: '区划', after: '勉县' },
      { field: '报名开始', after: '2026-07-01 08:30' },
      { field: 'unheardOf', after: '学时：1、2' },
    ]);
    expect(words.changes(undefined, { amount: 4 })).toEqual([{ field: '名额', after: '4' }]);
    expect(words.action('nobody.knows')).toBe('nobody.knows');
  });
});
