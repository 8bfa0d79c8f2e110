import {
  apiTokenIn,
  newApiToken,
  scopesAllow,
} from '../../../../src/responsibility/account/api-token.rules.js';

describe('scopesAllow', () => {
  const scopes = ['trainees:read', 'classes:write'];
  it.each([
    ['GET', '/api/v1/trainees', true],
    ['HEAD', '/api/v1/trainees?limit=1', true],
    ['GET', '/api/v1/trainees/imports/template.xlsx', true],
    ['POST', '/api/v1/trainees', false],
    ['DELETE', '/api/v1/classes/1', true],
    ['GET', '/api/v1/classes', true],
    ['GET', '/api/v1/trainees-too', false],
    ['GET', '/api/v1/accounts', false],
    ['GET', '/trainees', false],
    ['GET', '/api/v2/trainees', false],
    ['GET', '/x/api/v1/trainees', false],
    ['GET', '/api/v1/../accounts', false],
    ['GET', '/api/v1/%74rainees', false],
  ])('%s %s: %s', (method, url, allowed) => {
    expect(scopesAllow(scopes, method, url)).toBe(allowed);
  });
});

describe('apiTokenIn', () => {
  it("knows a program's token from a sign-in's", () => {
    const token = newApiToken();
    expect(apiTokenIn(`Bearer ${token}`)).toBe(token);
    expect(apiTokenIn(`Bearer ${token.slice(4)}`)).toBeUndefined();
    expect(apiTokenIn(undefined)).toBeUndefined();
  });
});
