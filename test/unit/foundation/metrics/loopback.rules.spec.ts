import { isFromThisMachine } from '../../../../src/foundation/metrics/loopback.rules.js';

describe('isFromThisMachine', () => {
  it.each([
    ['127.0.0.1', { host: '127.0.0.1:3000' }, true],
    ['::1', { host: '[::1]:3000' }, true],
    ['::ffff:127.0.0.1', { host: 'localhost:3000' }, true],
    ['10.0.0.8', { host: 'localhost:3000' }, false],
    ['127.0.0.1', { host: 'zhixing.example.org' }, false],
    ['127.0.0.1', { host: 'localhost', 'x-forwarded-for': '10.0.0.8' }, false],
    ['127.0.0.1', { host: 'localhost', forwarded: 'for=10.0.0.8' }, false],
    [undefined, { host: 'localhost' }, false],
  ])('%s with %j: %s', (address, headers, expected) => {
    expect(isFromThisMachine(address, headers)).toBe(expected);
  });
});
