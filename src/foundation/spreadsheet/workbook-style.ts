import type { ColumnKind } from './sheet.js';

/** Positions in the list of cell formats below. */
export const styleOf: Readonly<Record<ColumnKind | 'title' | 'note' | 'header', number>> = {
  text: 1,
  number: 2,
  share: 3,
  date: 4,
  moment: 5,
  title: 6,
  note: 7,
  header: 8,
};

const font = (size: number, extra = ''): string =>
  `<font>${extra}<sz val="${size}"/><name val="宋体"/><charset val="134"/></font>`;
const format = (
  numberFormat: number,
  fontIndex: number,
  fill: number,
  border: number,
  alignment: string,
): string =>
  `<xf numFmtId="${numberFormat}" fontId="${fontIndex}" fillId="${fill}" borderId="${border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" ${alignment}/></xf>`;
const line = (side: string): string => `<${side} style="thin"><color rgb="FFBFBFBF"/></${side}>`;

/** The one style sheet of our workbooks; 49 is the built-in text format, which keeps long digits as typed. */
export const stylesXml = [
  '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
  '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>',
  `<fonts count="4">${font(11)}${font(16, '<b/>')}${font(11, '<b/>')}${font(10)}</fonts>`,
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
  '<fill><patternFill patternType="solid"><fgColor rgb="FFF2F2F2"/><bgColor indexed="64"/></patternFill></fill></fills>',
  '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>',
  `<border>${['left', 'right', 'top', 'bottom'].map(line).join('')}<diagonal/></border></borders>`,
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
  '<cellXfs count="9"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  format(49, 0, 0, 1, 'horizontal="left"'),
  format(0, 0, 0, 1, 'horizontal="right"'),
  format(10, 0, 0, 1, 'horizontal="right"'),
  format(164, 0, 0, 1, 'horizontal="center"'),
  format(165, 0, 0, 1, 'horizontal="center"'),
  format(0, 1, 0, 0, 'horizontal="left"'),
  format(0, 3, 0, 0, 'horizontal="left"'),
  format(49, 2, 2, 1, 'horizontal="center" wrapText="1"'),
  '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
].join('');
