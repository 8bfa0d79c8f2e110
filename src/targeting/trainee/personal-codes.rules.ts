/** GB/T 3304: 01 to 56. */
export const ethnicityCodes = twoDigits(56);
/** GB/T 4762: 01 to 13. */
export const politicalStatusCodes = twoDigits(13);
/** The levels of GB/T 4658. */
export const educationCodes = ['10', '20', '30', '40', '60', '70', '80', '90'];

function twoDigits(most: number): string[] {
  return Array.from({ length: most }, (_, index) => String(index + 1).padStart(2, '0'));
}
