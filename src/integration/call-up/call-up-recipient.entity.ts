import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Who a call-up asks for how many: a unit, or a division whose coordinator answers. */
@Entity({ schema: 'integration', name: 'call_up_recipient' })
export class CallUpRecipient {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  callUpId: string;

  /** The line of the class's quota table that these seats draw on. */
  @Column('uuid', { nullable: true })
  allocationId: string | null;

  /** The division asked, or that of the unit asked. */
  @Column('uuid')
  divisionId: string;

  @Column('uuid', { nullable: true })
  organizationId: string | null;

  /** What the notice says. */
  @Column('integer')
  called: number;

  /** What may still be named: `called` less what was released. */
  @Column('integer')
  amount: number;

  /** Place in the notice's table. */
  @Column('smallint')
  position: number;

  @Column('timestamptz', { nullable: true })
  acknowledgedAt: Date | null;

  @Column('uuid', { nullable: true })
  acknowledgedBy: string | null;

  /** The last time names came. */
  @Column('timestamptz', { nullable: true })
  repliedAt: Date | null;

  @Column('uuid', { nullable: true })
  repliedBy: string | null;
}
