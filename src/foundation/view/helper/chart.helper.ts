import Handlebars from 'handlebars';
import { translate } from '../../i18n/translate.js';
import { barChart } from '../chart/bar.chart.js';
import { type HeatRow, heatMatrix } from '../chart/heat.chart.js';
import { heatClass, heatLegend } from '../chart/heat-scale.js';
import { type LineOptions, type LineSeries, lineChart, lineLegend } from '../chart/line.chart.js';
import { type RingOptions, ringChart } from '../chart/ring.chart.js';
import { sparkChart } from '../chart/spark.chart.js';
import { type Tile, tileMap } from '../chart/tile-map.chart.js';
import { type HelperOptions, refuseBare } from './helper-options.js';

const safe = (markup: string) => new Handlebars.SafeString(markup);
const required = (helper: string, hash: Record<string, unknown>, name: string): string => {
  if (typeof hash[name] !== 'string') throw new Error(`{{${helper}}} needs ${name}=`);
  return hash[name];
};

/** Charts as SVG, drawn on the server, coloured by classes; see `../chart` for the shapes of their data. */
export const chartHelpers = {
  /** `{{bar 0.878 tone='warn'}}`, `{{bar 24 max=30}}`. */
  bar(value: unknown, options: HelperOptions) {
    refuseBare('bar', value);
    return safe(barChart(Number(value ?? 0), options.hash));
  },
  /** `{{ring 46 max=60 text='46' caption='/ 60' label='...'}}`. */
  ring(value: unknown, options: HelperOptions) {
    required('ring', options.hash, 'label');
    return safe(ringChart(Number(value ?? 0), options.hash as unknown as RingOptions));
  },
  /** `{{spark values}}`. */
  spark(values: unknown) {
    return safe(sparkChart((values ?? []) as number[]));
  },
  /** `{{line series labels=months max=100 unit='%' caption=(t '...')}}`. */
  line(series: unknown, options: HelperOptions) {
    required('line', options.hash, 'caption');
    const tableTitle = translate(options.data.view.language, 'partials.chart.table');
    return safe(
      lineChart(series as LineSeries[], { ...(options.hash as unknown as LineOptions), tableTitle }),
    );
  },
  /** `{{lineLegend series}}`, for the head of the chart's card. */
  lineLegend(series: unknown) {
    return safe(lineLegend(series as LineSeries[]));
  },
  /** `{{tileMap tiles label=(t '...')}}`. */
  tileMap(tiles: unknown, options: HelperOptions) {
    return safe(tileMap(tiles as Tile[], required('tileMap', options.hash, 'label')));
  },
  /** `{{heat rows label=(t '...')}}`. */
  heat(rows: unknown, options: HelperOptions) {
    return safe(heatMatrix(rows as HeatRow[], required('heat', options.hash, 'label')));
  },
  /** `{{heatLegend}}`: low to high; `{{heatLegend low='<60' high='≥95%'}}`. */
  heatLegend({ hash, data }: HelperOptions) {
    const word = (name: 'low' | 'high') =>
      Handlebars.escapeExpression(
        typeof hash[name] === 'string' ? hash[name] : translate(data.view.language, `partials.chart.${name}`),
      );
    return safe(heatLegend(word('low'), word('high')));
  },
  /** `{{heatClass 0.82}}`: the colour class alone. */
  heatClass: (value: unknown) => heatClass(value as number | null),
};
