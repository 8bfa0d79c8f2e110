/**
 * Surnames of two characters and how they are read, where it isn't the reading of each alone; from the Hundred Family
 * Surnames and 现代汉语词典. The others need no list.
 */
export const compoundSurnames: ReadonlyMap<string, readonly string[]> = new Map([
  ['尉迟', ['yu4', 'chi2']],
  ['万俟', ['mo4', 'qi2']],
  ['单于', ['chan2', 'yu2']],
  ['令狐', ['ling2', 'hu2']],
  ['长孙', ['zhang3', 'sun1']],
  ['澹台', ['tan2', 'tai2']],
  ['宰父', ['zai3', 'fu3']],
  ['亓官', ['qi2', 'guan1']],
  ['乐正', ['yue4', 'zheng4']],
  ['夹谷', ['jia2', 'gu3']],
  ['谷梁', ['gu3', 'liang2']],
  ['鲜于', ['xian1', 'yu2']],
  ['拓跋', ['tuo4', 'ba2']],
  ['皇甫', ['huang2', 'fu3']],
  ['夏侯', ['xia4', 'hou2']],
  ['百里', ['bai3', 'li3']],
  ['相里', ['xiang4', 'li3']],
  ['少正', ['shao4', 'zheng4']],
  ['公冶', ['gong1', 'ye3']],
  ['漆雕', ['qi1', 'diao1']],
  ['壤驷', ['rang3', 'si4']],
  ['颛孙', ['zhuan1', 'sun1']],
]);

/** Readings as surname that the library gets wrong or doesn't have. */
export const surnameReadings: ReadonlyMap<string, string> = new Map([
  ['贠', 'yun4'],
  ['种', 'chong2'],
  ['祭', 'zhai4'],
  ['秘', 'bi4'],
  ['重', 'chong2'],
  ['洗', 'xian3'],
  ['撒', 'sa4'],
  ['么', 'yao1'],
  ['黑', 'he4'],
  ['隗', 'wei3'],
  ['繁', 'po2'],
  ['郇', 'xun2'],
  ['句', 'gou1'],
  ['适', 'kuo4'],
  ['都', 'du1'],
  ['俞', 'yu2'],
  ['应', 'ying1'],
  ['佴', 'nai4'],
]);
