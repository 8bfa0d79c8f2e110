import { importedDate } from '../../../../../src/targeting/trainee/import/import-date.rules.js';

describe('importedDate', () => {
  it.each([
    ['2024-03-01', '2024-03-01'],
    ['2024/3/1', '2024-03-01'],
    ['2024.3.1', '2024-03-01'],
    ['2024年3月1日', '2024-03-01'],
    ['２０２４年３月１日', '2024-03-01'],
    ['20240301', '2024-03-01'],
    ['2024-03-01 08:30', '2024-03-01'],
    ['45352', '2024-03-01'],
    ['2024.03', '2024-03-31'],
    ['2024年2月', '2024-02-29'],
    ['202402', '2024-02-29'],
    ['2024.11', '2024-11-30'],
  ])('reads %s as %s', (text, day) => {
    expect(importedDate(text, 'last')).toEqual({ day });
  });

  it('takes the first day of a month where one begins', () => {
    expect(importedDate('2024.03', 'first')).toEqual({ day: '2024-03-01' });
  });

  it.each(['2023-02-29', '2024-13-01', '1066-10-14', '3月', '长期', '12345'])('refuses %s', (text) => {
    expect(importedDate(text, 'first')).toEqual({ code: 'date.invalid' });
  });

  it('never guesses whether 2024.1 is January or a number that was 2024.10', () => {
    expect(importedDate('2024.1', 'first')).toEqual({ code: 'date.ambiguous' });
  });
});
