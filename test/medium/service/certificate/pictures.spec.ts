import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { Database } from '../../../../src/foundation/database/database.js';
import { CertificatePhotoService } from '../../../../src/service/certificate/certificate-photo.service.js';
import { CertificateRecordService } from '../../../../src/service/certificate/certificate-record.service.js';
import { CertificateService } from '../../../../src/service/certificate/certificate.service.js';
import { IssuerSettingsService } from '../../../../src/service/certificate/issuer-settings.service.js';
import { certificatePhoto, certificateSeal } from '../../../../src/service/certificate/picture.rules.js';
import { createTestApp, TestApp } from '../../../support/app.js';
import { layCompletedClass } from '../../../support/completed-class.js';
import { copiedText, crop, inkShare, raster } from './render-raster.js';

const plain = (width: number, height: number, background = '#202020') =>
  sharp({ create: { width, height, channels: 3, background } });

describe('an uploaded picture', () => {
  it('becomes an upright JPEG of the slot’s size, without what the phone wrote into it', async () => {
    // Lies on its side and says so, as a phone's do; the place is in it.
    const upload = await plain(900, 700)
      .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '34/1 15/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(upload.includes('Exif')).toBe(true);
    const photo = await certificatePhoto(upload);
    expect(await sharp(photo).metadata()).toMatchObject({ format: 'jpeg', width: 413, height: 579 });
    expect(photo.includes('Exif')).toBe(false);
  });

  it('as a seal loses its paper and keeps its ink', async () => {
    const ink = await plain(200, 200, '#c8161d').png().toBuffer();
    const upload = await plain(600, 600, '#ffffff')
      .composite([{ input: ink, left: 200, top: 200 }])
      .jpeg()
      .toBuffer();
    const { data, info } = await sharp(await certificateSeal(upload))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const alpha = (x: number, y: number) => data[(y * info.width + x) * 4 + 3];
    expect(alpha(10, 10)).toBe(0);
    expect(alpha(300, 300)).toBeGreaterThan(200);
  });

  it.each([
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'certificate.picture.notPicture'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'certificate.picture.notPicture'],
    ['a GIF', Buffer.from('GIF89a'), 'certificate.picture.notPicture'],
    ['only a PNG’s first bytes', Buffer.from('89504e470d0a1a0a00', 'hex'), 'certificate.picture.broken'],
    ['a PNG that claims to be huge', hugePng(), 'certificate.picture.broken'],
  ])('that is %s is refused at its field', async (_case, bytes, code) => {
    await expect(certificatePhoto(bytes)).rejects.toMatchObject({
      status: 422,
      code,
      fields: [{ field: 'photo' }],
    });
    await expect(certificateSeal(bytes)).rejects.toMatchObject({ code, fields: [{ field: 'sealPicture' }] });
  });

  it('that is cut off or too small is refused', async () => {
    const whole = await plain(800, 900).jpeg().toBuffer();
    await expect(certificatePhoto(whole.subarray(0, whole.length / 2))).rejects.toMatchObject({
      code: 'certificate.picture.broken',
    });
    await expect(certificatePhoto(await plain(90, 120).png().toBuffer())).rejects.toMatchObject({
      code: 'certificate.picture.tooSmall',
    });
  });
});

describe('photo and seal', () => {
  let test: TestApp;
  let photos: CertificatePhotoService;
  let issuers: IssuerSettingsService;
  let certificates: CertificateService;
  let records: CertificateRecordService;
  let database: Database;

  beforeAll(async () => {
    test = await createTestApp();
    const get = <Type>(type: new (...parts: never[]) => Type): Type => test.app.get(type, { strict: false });
    photos = get(CertificatePhotoService);
    issuers = get(IssuerSettingsService);
    certificates = get(CertificateService);
    records = get(CertificateRecordService);
    database = get(Database);
  });
  afterAll(() => test.close());

  const pdfOf = async (actor: Parameters<CertificateRecordService['file']>[0], id: string) =>
    buffer((await records.file(actor, id)).file.read());
  const idsOf = async (classId: string) =>
    (
      await database.query<{ id: string }>(
        'select id from service.certificate where class_id = $1 order by seat_order, id',
        [classId],
      )
    ).map(({ id }) => id);

  it('stand on certificates issued from then on, and on no earlier one', async () => {
    const { coordinator, classId, traineeIds } = await layCompletedClass(test, {
      names: ['孔一'],
      division: '610300000000',
    });
    await certificates.issue(coordinator, classId);
    const [first] = await idsOf(classId);
    const before = await raster(await pdfOf(coordinator, first!));

    const [issuer] = await issuers.list(coordinator);
    await issuers.setSeal(coordinator, issuer!.id, await plain(300, 300).png().toBuffer());
    await issuers.change(coordinator, issuer!.id, { printedName: '渭河干部学院', word: '渭', seal: 'image' });
    await photos.set(coordinator, traineeIds[0]!, await plain(500, 700).jpeg().toBuffer());

    const made = await certificates.replace(coordinator, first!, '补照片');
    expect(made.registerNumber).toMatch(/^渭训结字/);
    const pdf = await pdfOf(coordinator, made.id);
    const page = await raster(pdf);
    const [photo, seal] = [[92, 186, 90, 130] as const, [600, 440, 80, 80] as const];
    expect(inkShare(crop(page, ...photo))).toBeGreaterThan(0.95);
    expect(inkShare(crop(page, ...seal))).toBeGreaterThan(0.95);
    expect(inkShare(crop(before, ...photo))).toBeLessThan(0.1);
    expect(await copiedText(pdf)).toContain('渭河干部学院');
    // What was issued before is given out as it was.
    expect(await raster(await pdfOf(coordinator, first!))).toEqual(before);

    await photos.remove(coordinator, traineeIds[0]!);
    await expect(photos.open(coordinator, traineeIds[0]!)).rejects.toMatchObject({ status: 404 });
  });

  it('are within reach only: a neighbour finds neither, a trainee only the own photo', async () => {
    const own = await layCompletedClass(test, { names: ['孟一', '孟二'], division: '610400000000' });
    const foreign = await layCompletedClass(test, { names: ['荀一'], division: '610500000000' });
    const [issuer] = await issuers.list(own.coordinator);
    const bytes = await plain(500, 700).jpeg().toBuffer();
    await expect(issuers.find(foreign.coordinator, issuer!.id)).rejects.toMatchObject({ status: 404 });
    await expect(issuers.setSeal(foreign.coordinator, issuer!.id, bytes)).rejects.toMatchObject({
      status: 404,
    });
    await expect(photos.set(foreign.coordinator, own.traineeIds[0]!, bytes)).rejects.toMatchObject({
      status: 404,
    });
    const trainee = {
      accountId: own.coordinator.accountId,
      name: '孟一',
      role: 'trainee',
      traineeId: own.traineeIds[0]!,
    } as const;
    await photos.set(trainee, own.traineeIds[0]!, bytes);
    expect((await photos.of(trainee, own.traineeIds[0]!)).setAt).toBeInstanceOf(Date);
    await expect(photos.set(trainee, own.traineeIds[1]!, bytes)).rejects.toMatchObject({ status: 404 });
  });

  it('a word belongs to one issuer, and what can’t be printed is refused', async () => {
    const one = await layCompletedClass(test, { names: ['乙一'], division: '610600000000' });
    const other = await layCompletedClass(test, { names: ['乙二'], division: '610700000000' });
    const [[mine], [theirs]] = [await issuers.list(one.coordinator), await issuers.list(other.coordinator)];
    const change = (word: string, printedName?: string) =>
      issuers.change(one.coordinator, mine!.id, {
        word,
        seal: 'none',
        ...(printedName !== undefined && { printedName }),
      });
    await expect(change(theirs!.word)).rejects.toMatchObject({
      fields: [{ field: 'word', code: 'certificate.issuer.wordTaken' }],
    });
    await expect(change('延', '延安\u{17000}学院')).rejects.toMatchObject({
      code: 'certificate.issuer.notPrintable',
      params: { characters: '\u{17000}' },
    });
    await expect(
      issuers.change(one.coordinator, mine!.id, { word: '延', seal: 'image' }),
    ).rejects.toMatchObject({ fields: [{ field: 'seal' }] });
    expect(await change('延')).toMatchObject({ word: '延', seal: 'none', given: 0 });
  });

  it('has a specimen that shows the settings', async () => {
    const { coordinator } = await layCompletedClass(test, { names: ['丙一'], division: '610800000000' });
    const [issuer] = await issuers.list(coordinator);
    const text = await copiedText(await issuers.specimen(coordinator, issuer!.id));
    expect(text).toContain('样张同志：');
    expect(text).toContain('第000000号');
  });
});

/** 100,000 pixels a side in some forty bytes. */
function hugePng(): Buffer {
  const png = Buffer.from(readFileSync(join(import.meta.dirname, 'golden/rare-names.png')));
  png.writeUInt32BE(100_000, 16);
  png.writeUInt32BE(100_000, 20);
  return png;
}
