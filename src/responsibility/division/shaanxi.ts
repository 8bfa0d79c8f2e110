import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { productFolder } from '../../foundation/i18n/template-folder.js';
import type { DivisionImport } from './division-import.service.js';

/**
 * The divisions that come with the product: Shaanxi, 21,809 rows, edition 2023 of the National Bureau of Statistics
 * (see NOTICE). Yangling is a county by statistics (610403) and a city-level unit by management.
 */
export function shaanxiEdition(): DivisionImport {
  const folder = join(productFolder(), 'src/responsibility/division/data');
  const centres = readFileSync(join(folder, 'shaanxi-county-centres.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return {
    text: gunzipSync(readFileSync(join(folder, 'shaanxi.tsv.gz'))).toString('utf8'),
    centres: centres.map((line) => {
      const [code = '', , longitude, latitude] = line.split('\t');
      return { code, longitude: Number(longitude), latitude: Number(latitude) };
    }),
    validFrom: '2015-01-01',
    exceptions: [{ code: '610403000000', name: '杨凌示范区', level: 2 }],
  };
}
