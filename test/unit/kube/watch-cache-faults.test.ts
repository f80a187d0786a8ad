import { describe, expect, it } from 'vitest';
import { added, bookmark, configMap, list, status, until, watch } from './fake-api.ts';
import { api, clock, logger, passPause, start } from './watch-cache-harness.ts';

describe('watch cache, when something fails', () => {
  it.each([
    ['as an HTTP status', status(410, { reason: 'Expired' })],
    ['as an event', watch([{ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } }])],
  ])('lists again on 410 %s, and finds what was deleted meanwhile', async (_how, gone) => {
    api.on(
      'LIST',
      list('10', [configMap('a', '3'), configMap('b', '4')]),
      list('90', [configMap('b', '80')]),
    );
    api.on('WATCH', gone, watch([]));
    const { cache, told } = start();
    await passPause();
    await until(() => api.requests('WATCH').length === 2);
    expect(told).toEqual(['+a*', '+b*', '~b', '-a']);
    expect(cache.list().map((object) => object.metadata.name)).toEqual(['b']);
    expect(api.requests('WATCH')[1]?.query.resourceVersion).toBe('90');
  });

  it('tells an object that was deleted and made anew as both', async () => {
    api.on('LIST', list('10', [configMap('a', '3', 'first')]), list('90', [configMap('a', '80', 'second')]));
    api.on('WATCH', status(410, { reason: 'Expired' }), watch([]));
    const { told } = start();
    await passPause();
    await until(() => told.length === 3);
    expect(told).toEqual(['+a*', '-a', '+a']);
  });

  it('leaves out an object that an index cannot read, and goes on with the others', async () => {
    api.on('LIST', list('10', [configMap('a', '3')]));
    api.on('WATCH', watch([added(configMap('bad', '11')), added(configMap('b', '12'))]));
    const { cache } = start({
      indexes: {
        byName: ({ metadata }) => {
          if (metadata.name === 'bad') throw new TypeError('no such field');
          return [metadata.name];
        },
      },
    });
    await until(() => cache.get('shop/b') !== undefined);
    expect(cache.byIndex('byName', 'b')).toHaveLength(1);
    expect(cache.get('shop/bad')).toBeUndefined();
    expect(api.requests('WATCH')).toHaveLength(1);
  });

  it('forgets a list that broke off half way', async () => {
    api.on(
      'LIST',
      list('10', [configMap('a', '3')], 'next'),
      status(500, { reason: 'InternalError' }),
      list('20', [configMap('b', '15')]),
    );
    api.on('WATCH', watch([]));
    const { cache } = start();
    await passPause(800);
    await cache.synced;
    expect(cache.list().map((object) => object.metadata.name)).toEqual(['b']);
  });

  it.each([403, 429, 500, 503])('goes on after %i, with the objects it has', async (code) => {
    api.on('LIST', list('10', [configMap('a', '3')]));
    api.on('WATCH', status(code, { message: 'not now' }), watch([added(configMap('b', '11'))]));
    const { cache } = start();
    await until(() => clock.pending.length > 0);
    expect(cache.size).toBe(1);
    await passPause(800);
    await until(() => cache.size === 2);
    expect(api.requests('LIST')).toHaveLength(1);
    expect(api.requests('WATCH')[1]?.query.resourceVersion).toBe('10');
  });

  it('waits as long as Retry-After says when that is longer than its own pause', async () => {
    api.on('LIST', status(429, { reason: 'TooManyRequests' }, { 'retry-after': '25' }), list('10', []));
    api.on('WATCH', watch([]));
    start();
    await passPause(25_000);
    await until(() => api.requests('WATCH').length === 1);
  });

  it('never gives up', async () => {
    api.on('LIST', status(500, { message: 'down' }));
    const { cache } = start();
    for (let round = 0; round < 12; round++) await passPause(800);
    expect(cache.hasSynced).toBe(false);
    api.on('LIST', list('10', []));
    api.on('WATCH', watch([]));
    await passPause();
    await cache.synced;
    const told = logger.lines.filter((line) => line.level === 'warn');
    expect(told.length).toBeLessThan(4);
  });

  it('resumes after a connection reset', async () => {
    api.on('LIST', list('10', []));
    api.on('WATCH', watch([added(configMap('a', '11'))]), watch([added(configMap('b', '12'))]));
    const { cache } = start();
    await until(() => cache.size === 1);
    api.breakConnections();
    await passPause(800);
    await until(() => cache.size === 2);
    expect(api.requests('WATCH')[1]?.query.resourceVersion).toBe('11');
  });

  it('notices a watch that has gone silent', async () => {
    api.on('LIST', list('10', []));
    api.on('WATCH', watch([bookmark('15')]), watch([added(configMap('a', '16'))]));
    const { cache } = start({ silenceMs: 50 });
    await passPause(800);
    await until(() => cache.size === 1);
    expect(api.requests('WATCH')[1]?.query.resourceVersion).toBe('15');
  });

  it('notices a server that never answers a watch', async () => {
    api.on('LIST', list('10', []));
    api.on('WATCH', () => {}, watch([added(configMap('a', '16'))]));
    const { cache } = start({ silenceMs: 50 });
    await passPause(800);
    await until(() => cache.size === 1);
  });

  it('asks again for an event whose line was cut off', async () => {
    const line = JSON.stringify(added(configMap('a', '11')));
    api.on('LIST', list('10', []));
    api.on(
      'WATCH',
      (response) => {
        response.writeHead(200);
        response.write(line.slice(0, 40));
        setImmediate(() => response.destroy());
      },
      watch([added(configMap('a', '11'))]),
    );
    const { cache } = start();
    await passPause(800);
    await until(() => cache.size === 1);
    expect(api.requests('WATCH')[1]?.query.resourceVersion).toBe('10');
  });

  it('does not spin when the server ends every watch at once', async () => {
    api.on('LIST', list('10', []));
    api.on('WATCH', watch([], false), watch([], false), watch([]));
    start();
    await passPause(800);
    await passPause(1600);
    await until(() => api.requests('WATCH').length === 3);
  });
});
