/** The 56 ethnic groups in the order of GB/T 3304, whose code is the position from 01. */
const groups =
  '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺'.split(
    ' ',
  );

const codes: ReadonlyMap<string, string> = new Map(
  groups.map((group, index) => [group, String(index + 1).padStart(2, '0')]),
);

export const ethnicityLabels: readonly string[] = groups.map((group) => `${group}族`);

/** GB/T 3304 code for a name with or without 族; undefined when there is no such group. */
export function ethnicityCode(text: string): string | undefined {
  const plain = text.normalize('NFKC').replace(/\s/gu, '');
  return codes.get(plain) ?? codes.get(plain.replace(/族$/u, ''));
}
