/** What every export says about itself, so that a printed sheet can be judged without the page it came from. */
export interface SheetHeading {
  readonly title: string;
  /** What is counted: persons, person-times, hours, classes. */
  readonly unit: string;
  /** Attribution and definition of the figures, or what the list contains. */
  readonly definition: string;
  /** The moment up to which the rows hold, already written out. */
  readonly asOf: string;
  /** Name and unit of who exported it. */
  readonly exportedBy: string;
}

export type SheetHeadingLabels = Readonly<Record<'unit' | 'definition' | 'asOf' | 'exportedBy', string>>;

/** Title lines of an export; labels come from the reader's catalogue, such as 统计单位, 口径, 数据截至, 导出人. */
export function headingLines(heading: SheetHeading, labels: SheetHeadingLabels): string[] {
  const facts = (['unit', 'definition', 'asOf', 'exportedBy'] as const).map(
    (fact) => `${labels[fact]}：${heading[fact]}`,
  );
  return [heading.title, ...facts];
}
