/**
 * Words and runs that head every published list of leaked passwords, Chinese ones included. The rule that uses them
 * also refuses them with digits or signs around, so each stands here once and bare.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `password passwd pass passw0rd p@ssw0rd p@ssword passport admin administrator root guest test tester testing user
  username login welcome letmein master monkey dragon sunshine princess football baseball superman batman shadow
  michael jordan jennifer charlie thomas daniel andrew joshua jessica ashley hunter killer trustno freedom whatever
  starwars computer internet secret changeme default manager system server oracle mysql postgres database qwerty
  qwertyuiop qwert asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc qweasd qweasdzxc qwer asd zxc
  abc abcd abcde abcdef abcdefg aaa aaaa abcabc iloveyou ilove love loveyou lovely forever hello helloworld
  google iphone samsung huawei xiaomi tencent alibaba taobao alipay weixin wechat weibo baidu qq qqqq
  woaini woaiwojia woaiwo woaini1314 woaimama woaibaba woaizhongguo aini wodemima mima mimamima mimashi wangjile
  buzhidao zhongguo china beijing shanghai guangdong shaanxi shanxi xian chengdu laopo laogong baobei baobao
  xiaoxiao dandan wangwei zhangwei liwei wangfang lina zhangmin wangjing lijing zhanglei liuwei chenjie yangyang
  xiexie nihao nihaoma haohao haoren jiayou gongxi facai gongxifacai shunli kuaile shengri shengrikuaile jiankang
  pingan mingtian jintian tiantian aiqing yongyuan gandang dang dangyuan zuzhibu ganbu peixun xuexi xuexiqiangguo
  fupin tuopin xiangcun zhenxing xiangcunzhenxing cunguan shuji diyishuji zhengfu renmin weirenminfuwu
  gongchandang chuxin buwangchuxin laojishiming qiangguo`.split(/\s+/),
);

/** Digits people believe to be words: wo ai ni yi sheng yi shi and the like, and the runs of the keyboard. */
export const commonNumbers: readonly string[] = [
  '5201314',
  '1314520',
  '7758521',
  '3344521',
  '584520',
  '147258369',
  '789456123',
  '159357',
  '123321',
  '112233',
  '123123',
  '10086',
  '95588',
  '12306',
];

/** Neighbours in these runs, forwards or backwards, carry nothing. */
export const keyboardRuns: readonly string[] = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '!@#$%^&*()',
];
