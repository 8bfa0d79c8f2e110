import type Handlebars from 'handlebars';
import { chartHelpers } from './chart.helper.js';
import { assetHelpers } from './asset.helper.js';
import { buildHelpers } from './build.helper.js';
import { dateHelpers } from './date.helper.js';
import { figureHelpers } from './figure.helper.js';
import { formHelpers } from './form.helper.js';
import { logicHelpers } from './logic.helper.js';
import { textHelpers } from './text.helper.js';
import { urlHelpers } from './url.helper.js';

/** Every helper that templates may use beside Handlebars' own `if`, `unless`, `each`, `with`, `lookup`. */
export const helpers: Handlebars.HelperDeclareSpec = {
  ...textHelpers,
  ...dateHelpers,
  ...figureHelpers,
  ...logicHelpers,
  ...buildHelpers,
  ...urlHelpers,
  ...assetHelpers,
  ...formHelpers,
  ...chartHelpers,
};
