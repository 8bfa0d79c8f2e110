const kinds = [
  /特别行政区$|自治区$|省$/,
  /自治州$|地区$|示范区$|市$/,
  /自治县$|示范区$|矿区$|县$|区$|市$/,
  /街道办事处$|街道$|镇$|乡$/,
  /(村民|居民)?委员会$|[村居]委会$/,
];

/** The name without the word for its kind, as long as two characters remain (西安市 → 西安, 洋县 stays). */
export function shortNameOf(name: string, level: number): string {
  const kind = kinds[level - 1];
  const short = kind ? name.replace(kind, '') : name;
  return [...short].length >= 2 ? short : name;
}
