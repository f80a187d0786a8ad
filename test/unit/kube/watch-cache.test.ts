import { describe, expect, it } from 'vitest';
import type { Change } from '../../../operator/kube/watch-cache.ts';
import { added, bookmark, configMap, deleted, list, modified, status, until, watch } from './fake-api.ts';
import { api, type ConfigMap, clock, logger, passPause, start, stop } from './watch-cache-harness.ts';

describe('watch cache', () => {
  it('lists page by page, then watches from the list', async () => {
    api.on('LIST', list('10', [configMap('a', '3')], 'next page'), list('10', [configMap('b', '5')]));
    api.on('WATCH', watch([]));
    const { cache, told } = start({ pageSize: 1, labelSelector: 'app=shop', namespace: 'shop' });
    await cache.synced;
    await until(() => api.requests('WATCH').length === 1);
    expect(cache.list().map((object) => object.metadata.name)).toEqual(['a', 'b']);
    expect(told).toEqual(['+a*', '+b*']);
    const [first, second] = api.requests('LIST');
    expect(first?.query).toEqual({ limit: '1', labelSelector: 'app=shop' });
    expect(first?.path).toBe('/api/v1/namespaces/shop/configmaps');
    expect(second?.query).toEqual({ limit: '1', labelSelector: 'app=shop', continue: 'next page' });
    const query = api.requests('WATCH')[0]?.query;
    expect(query).toMatchObject({
      resourceVersion: '10',
      allowWatchBookmarks: 'true',
      labelSelector: 'app=shop',
    });
    expect(Number(query?.timeoutSeconds)).toBeGreaterThanOrEqual(300);
  });

  it('gives listed objects their kind, as watched ones have it', async () => {
    const { kind, apiVersion, ...bare } = configMap('a', '3');
    api.on('LIST', list('10', [bare]));
    api.on('WATCH', watch([]));
    const { cache } = start();
    await cache.synced;
    expect(cache.get('shop/a')).toMatchObject({ kind, apiVersion });
  });

  it('follows changes, the store before the handlers', async () => {
    api.on('LIST', list('10', [configMap('a', '3'), configMap('b', '4')]));
    api.on(
      'WATCH',
      watch([added(configMap('c', '11')), modified(configMap('a', '12')), deleted(configMap('b', '13'))]),
    );
    const { cache, told } = start();
    const sizes: number[] = [];
    cache.onChange(() => sizes.push(cache.size));
    await until(() => told.length === 5);
    expect(told).toEqual(['+a*', '+b*', '+c', '~a', '-b']);
    expect(sizes).toEqual([1, 2, 3, 3, 2]);
  });

  it('resumes from the last bookmark when the server ends the watch', async () => {
    api.on('LIST', list('10', []));
    api.on('WATCH', watch([added(configMap('a', '12')), bookmark('40')], false), watch([]));
    const { cache } = start();
    await until(() => api.requests('WATCH').length === 2);
    expect(api.requests('WATCH')[1]?.query.resourceVersion).toBe('40');
    expect(api.requests('LIST')).toHaveLength(1);
    expect(cache.size).toBe(1);
  });

  it('waits for a kind that is not installed yet', async () => {
    api.on(
      'LIST',
      (response) => {
        response.writeHead(404, { 'content-type': 'text/plain' });
        response.end('404 page not found\n');
      },
      list('10', [configMap('a', '3')]),
    );
    api.on('WATCH', watch([]));
    const { cache } = start();
    await until(() => clock.pending.length > 0);
    expect(cache.hasSynced).toBe(false);
    expect(logger.lines.some((line) => line.message.includes('not installed'))).toBe(true);
    await passPause();
    await cache.synced;
  });

  it('can count a kind that is not installed as empty', async () => {
    api.on('LIST', status(404, { reason: 'NotFound' }));
    const { cache } = start({ missingIsEmpty: true });
    await cache.synced;
    expect(cache.size).toBe(0);
  });

  it('finds objects by index, also after they changed', async () => {
    api.on(
      'LIST',
      list('10', [configMap('a', '3', 'u', { team: 'red' }), configMap('b', '4', 'v', { team: 'red' })]),
    );
    api.on('WATCH', watch([modified(configMap('a', '11', 'u', { team: 'blue' }))]));
    const byTeam = (object: ConfigMap) => Object.values(object.data ?? {});
    const { cache, told } = start({ indexes: { byTeam } });
    const names = (team: string) => cache.byIndex('byTeam', team).map((object) => object.metadata.name);
    await until(() => told.length === 3);
    expect(names('red')).toEqual(['b']);
    expect(names('blue')).toEqual(['a']);
    expect(names('green')).toEqual([]);
    expect(() => cache.byIndex('byColour', 'x')).toThrow(RangeError);
  });

  it('stores what the transform makes, and leaves out what it cannot read', async () => {
    api.on('LIST', list('10', [configMap('a', '3', 'u', { big: 'x' }), configMap('bad', '4')]));
    api.on('WATCH', watch([]));
    const { cache } = start({
      transform: ({ data, ...rest }) => {
        if (data?.big === undefined) throw new Error('no data');
        return rest;
      },
    });
    await cache.synced;
    expect(cache.list().map((object) => [object.metadata.name, object.data])).toEqual([['a', undefined]]);
  });

  it('goes on when a handler throws', async () => {
    api.on('LIST', list('10', [configMap('a', '3')]));
    api.on('WATCH', watch([added(configMap('b', '11'))]));
    const { cache, told } = start();
    cache.onChange(() => {
      throw new Error('handler');
    });
    await until(() => told.length === 2);
    expect(cache.size).toBe(2);
  });

  it('ends when it is stopped', async () => {
    api.on('LIST', list('10', []));
    api.on('WATCH', watch([]));
    const { cache, ended } = start();
    await cache.synced;
    stop.abort();
    await ended;
  });
});

describe('own writes in the watch cache', () => {
  it('are read at once, and told when the watch brings them', async () => {
    let send = (_line: object): void => {};
    api.on('LIST', list('10', [configMap('a', '3')]));
    api.on('WATCH', (response) => {
      response.writeHead(200);
      response.flushHeaders();
      send = (line) => response.write(`${JSON.stringify(line)}\n`);
    });
    const { cache, told } = start();
    const changes: Change<ConfigMap>[] = [];
    await until(() => api.requests('WATCH').length === 1);
    cache.onChange((change) => changes.push(change));
    cache.observe(configMap('a', '20', 'uid-a', { mine: 'yes' }));
    expect(cache.get('shop/a')?.data).toEqual({ mine: 'yes' });
    send(modified(configMap('a', '15')));
    send(added(configMap('b', '16')));
    await until(() => cache.size === 2);
    expect(cache.get('shop/a')?.metadata.resourceVersion).toBe('20');
    expect(told).toEqual(['+a*', '+b']);
    send(modified(configMap('a', '20', 'uid-a', { mine: 'yes' })));
    await until(() => told.length === 3);
    expect(told[2]).toBe('~a');
    expect(changes[1]?.old?.metadata.resourceVersion).toBe('3');
    expect(changes[1]?.overtook).toBe(true);
  });

  it('that a list confirms may have overtaken changes', async () => {
    let breakOff = (): void => {};
    api.on(
      'LIST',
      list('10', [configMap('a', '3'), configMap('b', '4')]),
      list('90', [configMap('a', '20'), configMap('b', '4')]),
    );
    api.on(
      'WATCH',
      (response) => {
        response.writeHead(200);
        response.flushHeaders();
        breakOff = () => {
          response.write(
            `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } })}\n`,
          );
        };
      },
      watch([]),
    );
    const { cache } = start();
    const changes: Change<ConfigMap>[] = [];
    await until(() => api.requests('WATCH').length === 1);
    cache.onChange((change) => changes.push(change));
    cache.observe(configMap('a', '20'));
    breakOff();
    await passPause();
    await until(() => changes.length === 1);
    expect(changes[0]).toMatchObject({ overtook: true });
  });

  it('that overtook nothing say so', async () => {
    let send = (_line: object): void => {};
    api.on('LIST', list('10', [configMap('a', '3')]));
    api.on('WATCH', (response) => {
      response.writeHead(200);
      response.flushHeaders();
      send = (line) => response.write(`${JSON.stringify(line)}\n`);
    });
    const { cache } = start();
    const changes: Change<ConfigMap>[] = [];
    await until(() => api.requests('WATCH').length === 1);
    cache.onChange((change) => changes.push(change));
    cache.observe(configMap('a', '20'));
    send(modified(configMap('a', '20')));
    await until(() => changes.length === 1);
    expect(changes[0]?.overtook).toBeUndefined();
  });

  it('do not bring back what was deleted since', async () => {
    api.on('LIST', list('10', [configMap('a', '3')]));
    api.on('WATCH', watch([deleted(configMap('a', '30'))]));
    const { cache, told } = start();
    await until(() => told.length === 2);
    cache.observe(configMap('a', '20'));
    expect(cache.size).toBe(0);
  });

  it('are not taken back by an older answer', async () => {
    api.on('LIST', list('10', [configMap('a', '3')]));
    api.on('WATCH', watch([]));
    const { cache } = start();
    await cache.synced;
    cache.observe(configMap('a', '30'));
    cache.observe(configMap('a', '20'));
    expect(cache.get('shop/a')?.metadata.resourceVersion).toBe('30');
  });
});
