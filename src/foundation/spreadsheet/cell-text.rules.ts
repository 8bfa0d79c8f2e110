/** What a workbook reader yields for a cell; hucre's rich text and errors are plain strings already. */
export type CellContent = string | number | boolean | Date | null | undefined;

export interface CellText {
  readonly text: string;
  readonly damaged: boolean;
}

/** Excel keeps 15 digits of a number; the rest of a longer one became zeros when it was typed. */
const keptDigits = 15;
const firstRounded = 10 ** keptDigits;

/** One stable text for a cell, whatever type the spreadsheet program gave it; dates are ISO 8601. */
export function cellText(content: CellContent): CellText {
  switch (typeof content) {
    case 'string':
      return textOfText(content);
    case 'number':
      return textOfNumber(content);
    case 'boolean':
      return whole(content ? 'TRUE' : 'FALSE');
    default:
      return whole(content ? textOfDate(content) : '');
  }
}

const writtenAsPower = /^\d(?:\.\d+)?E\+(\d+)$/iu;
/** `="0123"` is how spreadsheets are told by a CSV to keep a text. */
const writtenAsFormula = /^="(.*)"$/u;
/** What our own exports put in front of a text that could be taken for a formula. */
const neutralised = /^'\s*(?=[=+\-@＝＋－＠])/u;

function textOfText(content: string): CellText {
  const text = content.trim();
  const power = writtenAsPower.exec(text);
  if (power) return { text, damaged: Number(power[1]) >= keptDigits };
  return whole(text.replace(writtenAsFormula, '$1').replace(neutralised, ''));
}

function textOfNumber(content: number): CellText {
  const damaged = Math.abs(content) >= firstRounded;
  if (Number.isInteger(content))
    return { text: damaged ? BigInt(content).toString() : String(content), damaged };
  // 0.1 + 0.2 is shown by Excel, and meant, as 0.3.
  return { text: String(Number(content.toPrecision(keptDigits))), damaged };
}

function textOfDate(content: Date): string {
  // Serial days are binary fractions: 12:00:00 may arrive as 11:59:59.9997.
  const moment = new Date(Math.round(content.getTime() / 1000) * 1000);
  if (Number.isNaN(moment.getTime())) return '';
  const [day = '', time = ''] = moment.toISOString().split(/[T.]/u);
  if (time === '00:00:00') return day;
  const clock = time.endsWith(':00') ? time.slice(0, 5) : time;
  return day <= '1899-12-31' ? clock : `${day} ${clock}`;
}

function whole(text: string): CellText {
  return { text, damaged: false };
}
