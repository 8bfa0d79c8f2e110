import { xmlText } from './sheet-xml.js';
import { stylesXml } from './workbook-style.js';
import type { ZipPart } from './zip.writer.js';

export interface NamedSheet {
  readonly name: string;
  readonly hidden: boolean;
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const documentRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentTypes = 'http://schemas.openxmlformats.org/package/2006/content-types';
const spreadsheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts that make sheets 1 to n into a workbook (ISO 29500); they come last, when the sheets are known. */
export function packageParts(sheets: readonly NamedSheet[]): ZipPart[] {
  return [
    part('xl/styles.xml', stylesXml),
    part('xl/workbook.xml', workbookXml(sheets)),
    part(
      'xl/_rels/workbook.xml.rels',
      relations([
        ...sheets.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`] as const),
        ['styles', 'styles.xml'],
      ]),
    ),
    part('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']])),
    part('[Content_Types].xml', typesXml(sheets.length)),
  ];
}

function workbookXml(sheets: readonly NamedSheet[]): string {
  const listed = sheets.map(
    ({ name, hidden }, index) =>
      `<sheet name="${xmlText(name)}" sheetId="${index + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  );
  return `<workbook xmlns="${main}" xmlns:r="${documentRelations}"><sheets>${listed.join('')}</sheets></workbook>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const listed = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${documentRelations}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${packageRelations}">${listed.join('')}</Relationships>`;
}

function typesXml(count: number): string {
  const sheets = Array.from(
    { length: count },
    (_, index) =>
      `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${spreadsheetType}.worksheet+xml"/>`,
  );
  return [
    `<Types xmlns="${contentTypes}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`,
    '<Default Extension="xml" ContentType="application/xml"/>',
    `<Override PartName="/xl/workbook.xml" ContentType="${spreadsheetType}.sheet.main+xml"/>`,
    `<Override PartName="/xl/styles.xml" ContentType="${spreadsheetType}.styles+xml"/>`,
    ...sheets,
    '</Types>',
  ].join('');
}

function part(name: string, xml: string): ZipPart {
  return { name, chunks: [Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`)] };
}
