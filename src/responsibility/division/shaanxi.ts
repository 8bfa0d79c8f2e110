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
  const file = join(productFolder(), 'src/responsibility/division/data/shaanxi.tsv.gz');
  return {
    text: gunzipSync(readFileSync(file)).toString('utf8'),
    validFrom: '2015-01-01',
    exceptions: [{ code: '610403000000', name: '杨凌示范区', level: 2 }],
  };
}
