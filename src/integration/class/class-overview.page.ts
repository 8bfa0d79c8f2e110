import { Controller, Get, Param } from '@nestjs/common';
import type { Actor } from '../../foundation/access/actor.js';
import { Asker } from '../../foundation/access/asker.decorator.js';
import { Allow } from '../../foundation/access/policy.decorator.js';
import { shanghaiMinute } from '../../foundation/clock/clock.js';
import { IdPipe } from '../../foundation/http/id.pipe.js';
import { RequestContext } from '../../foundation/http/request-context.js';
import { defaultLanguage } from '../../foundation/i18n/language.js';
import { TextParams, translate } from '../../foundation/i18n/translate.js';
import { Page } from '../../foundation/view/page.decorator.js';
import { ClassDeviationService } from './class-deviation.service.js';
import { ClassStep, ClassView, ClassViewService } from './class-view.service.js';
import type { ClassState } from './class.state.js';
import { completionRuleWords } from './completion-rule.rules.js';

/** What the person in charge does next, by state; a path below the class's own. */
const nextSteps: Record<ClassState, { key: string; path: string; icon: string }[]> = {
  draft: [{ key: 'plan', path: '/plan/basics', icon: 'pencil' }],
  submitted: [{ key: 'check', path: '/plan/check', icon: 'hourglass' }],
  returned: [{ key: 'plan', path: '/plan/basics', icon: 'pencil' }],
  approved: [{ key: 'publish', path: '/plan/check', icon: 'send' }],
  published: [
    { key: 'callUps', path: '/call-ups', icon: 'send' },
    { key: 'roster', path: '/roster', icon: 'users' },
  ],
  running: [
    { key: 'attendance', path: '/attendance', icon: 'clipboard-check' },
    { key: 'roster', path: '/roster', icon: 'users' },
  ],
  ended: [{ key: 'completion', path: '/completion', icon: 'checks' }],
  concluded: [{ key: 'certificates', path: '/certificates', icon: 'certificate' }],
  cancelled: [],
};

/** `/classes/:id`: facts, the next steps, seats and what happened so far. */
@Controller('classes/:id')
export class ClassOverviewPage {
  constructor(
    private readonly views: ClassViewService,
    private readonly deviations: ClassDeviationService,
    private readonly context: RequestContext,
  ) {}

  @Get()
  @Allow(
    ['coordinator', 'supervisor', 'host', 'classHead', 'unitContact', 'instructor', 'administrator'],
    'class',
  )
  @Page('integration/class/overview')
  async overview(@Asker() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const trainingClass = await this.views.view(actor, id);
    const inside = trainingClass.mayRun || actor.role === 'supervisor';
    const log = inside ? await this.views.steps(id) : [];
    return {
      class: trainingClass,
      next: this.nextFor(trainingClass),
      log: log.reverse().map((step) => this.logLine(step)),
      facts: this.facts(trainingClass),
      deviations: inside ? await this.deviations.of(id) : [],
      share: trainingClass.taken / trainingClass.capacity,
      below: trainingClass.taken < trainingClass.minimumPersons,
      mayCancel:
        trainingClass.mayManage && !['ended', 'concluded', 'cancelled'].includes(trainingClass.state),
      mayEdit:
        trainingClass.mayManage &&
        ['draft', 'returned', 'approved', 'published'].includes(trainingClass.state),
    };
  }

  private facts(trainingClass: ClassView): object[] {
    const say = this.speaker();
    const criteria = trainingClass.audience;
    const people = criteria
      ? [
          ...criteria.categories.map((category) => say(`trainee.category.${category}`)),
          ...criteria.levels.map((level) => say(`trainee.level.${level}`)),
          ...criteria.divisions.map(({ name }) => name),
        ]
      : [];
    const facts: [string, string][] = [
      ['approvalNo', trainingClass.approvalNo ?? say('class.overview.noApproval')],
      ['kind', say(`class.kind.${trainingClass.kind}`)],
      ['division', trainingClass.divisionName],
      ['lead', trainingClass.leadName ?? '—'],
      ['host', trainingClass.hostName ?? '—'],
      ['head', trainingClass.headName ?? '—'],
      ['dates', `${trainingClass.startsOn} — ${trainingClass.endsOn}`],
      ['hours', say('class.overview.hours', { hours: trainingClass.hours })],
      ['minimum', say('class.overview.personsOf', { count: trainingClass.minimumPersons })],
      ['audience', people.length > 0 ? people.join('、') : say('class.overview.everyone')],
      ['registration', this.window(trainingClass)],
      ['completionRule', this.rule(trainingClass)],
    ];
    return facts.map(([key, text]) => ({ term: say(`class.facts.${key}`), text }));
  }

  private window({ registration: { selfRegistration, opensAt, closesAt } }: ClassView): string {
    const say = this.speaker();
    if (!selfRegistration) return say('class.registration.callUp');
    if (opensAt === null && closesAt === null) return say('class.registration.always');
    return `${minute(opensAt)} — ${minute(closesAt)}`;
  }

  private rule({ completionRule }: ClassView): string {
    const say = this.speaker();
    const criteria = completionRuleWords(completionRule).map(({ key, params }) => say(key, params));
    return criteria.join(say('class.completionRule.and'));
  }

  private logLine({ verb, accountName, reason, at }: ClassStep): object {
    const say = this.speaker();
    return {
      title: say(`class.verb.${verb}`),
      note: [minute(at), accountName ?? say('class.overview.system'), reason].filter(Boolean).join(' · '),
    };
  }

  private speaker(): (key: string, params?: TextParams) => string {
    const language = this.context.current?.language ?? defaultLanguage;
    return (key, params) => translate(language, key, params);
  }

  private nextFor({ mayRun, mayManage, state, id }: ClassView): object[] {
    if (!mayRun) return [];
    return nextSteps[state]
      .filter(({ path }) => mayManage || !path.startsWith('/plan'))
      .map(({ key, path, icon }) => ({ key, href: `/classes/${id}${path}`, icon }));
  }
}

/** A moment as tables show it, Asia/Shanghai. */
function minute(moment: Date | null): string {
  return moment === null ? '—' : shanghaiMinute(moment);
}
