import { beforeEach, describe, expect, it } from 'vitest';
import {
  LeaderElection,
  type LeaderElectionOptions,
  type Term,
} from '../../../operator/kube/leader-election.ts';
import { holderOf } from '../../../operator/kube/lease.ts';
import { MemoryLogger } from './fake-api.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { MemoryLease } from './memory-lease.ts';

let clock: FakeClock;
let lease: MemoryLease;
let stop: AbortController;

beforeEach(() => {
  clock = new FakeClock();
  lease = new MemoryLease();
  stop = new AbortController();
});

/** A process that takes part, and what became of it. */
function candidate(identity: string, options: Partial<LeaderElectionOptions> = {}) {
  const changes: boolean[] = [];
  const logger = new MemoryLogger();
  const election = new LeaderElection({
    lease,
    identity,
    clock,
    random: () => 0,
    logger,
    changed: (leading) => changes.push(leading),
    ...options,
  });
  const result: { term?: Term | undefined; ended: boolean } = { ended: false };
  const acquired = election.acquire(stop.signal).then((term) => {
    result.term = term;
    result.ended = true;
  });
  return { election, changes, logger, result, acquired };
}

describe('leader election', () => {
  it('takes a lease that does not exist, and says so in it', async () => {
    const { election, changes, result } = candidate('a');
    expect(election.mayWrite()).toMatch(/does not lead/);
    await settle();
    expect(result.term).toBeDefined();
    expect(election.mayWrite()).toBe(true);
    expect(changes).toEqual([true]);
    expect(lease.current?.spec).toMatchObject({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      leaseTransitions: 0,
      renewTime: '2026-01-01T00:00:00.000000Z',
    });
  });

  it('renews every two seconds and goes on leading', async () => {
    const { election } = candidate('a');
    await settle();
    const writes = lease.writes;
    await clock.advance(60_000);
    expect(election.isLeader).toBe(true);
    expect(lease.writes - writes).toBe(30);
  });

  it('waits while another leads, whatever times stand in the lease', async () => {
    const leader = candidate('a');
    await settle();
    lease.pretend({ renewTime: '1999-01-01T00:00:00.000000Z' });
    const follower = candidate('b');
    await clock.advance(60_000);
    expect(leader.election.isLeader || leader.result.term?.lost.aborted).toBe(true);
    expect(follower.election.isLeader).toBe(false);
    expect(follower.logger.lines).toContainEqual(
      expect.objectContaining({ message: 'waiting to lead', fields: { leader: 'a' } }),
    );
  });

  it('takes over a lease only after watching it stand still for as long as its holder had asked for', async () => {
    lease.put({ holderIdentity: 'dead', leaseDurationSeconds: 15, leaseTransitions: 3 });
    const { election } = candidate('b');
    await settle();
    await clock.advance(14_000);
    expect(election.isLeader).toBe(false);
    await clock.advance(2_000);
    expect(election.isLeader).toBe(true);
    expect(lease.current?.spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 4 });
  });

  it('lets one of two win that take a free lease at once', async () => {
    lease.put({ holderIdentity: '' });
    const both = [candidate('a'), candidate('b')];
    await clock.advance(30_000);
    expect(both.filter(({ election }) => election.isLeader)).toHaveLength(1);
  });

  it('is over, and may not write, ten seconds after the last renewal that was answered', async () => {
    const { election, changes, result } = candidate('a');
    await settle();
    lease.fail(() => new Error('connection refused'));
    await clock.advance(9_999);
    expect(election.mayWrite()).toBe(true);
    await clock.advance(1);
    expect(election.mayWrite()).toMatch(/in time/);
    expect(result.term?.lost.aborted).toBe(true);
    expect(String(result.term?.lost.reason)).toMatch(/could not be renewed in time/);
    expect(changes).toEqual([true, false]);
  });

  it('counts from before a renewal was sent, not from its late answer', async () => {
    const { election } = candidate('a');
    await settle();
    await clock.advance(1_999);
    const answer = lease.hold();
    await clock.advance(1);
    await clock.advance(4_000);
    answer();
    await settle();
    lease.fail(() => new Error('connection refused'));
    await clock.advance(5_999);
    expect(election.isLeader).toBe(true);
    await clock.advance(1);
    expect(election.isLeader).toBe(false);
  });

  it('gives up a renewal that hangs, and tries another', async () => {
    const { election } = candidate('a');
    await settle();
    lease.hold();
    await clock.advance(60_000);
    expect(election.isLeader).toBe(true);
  });

  it('may not write from the moment of waking when it was stopped for too long, before any timer ran', async () => {
    const { election, result } = candidate('a');
    await settle();
    clock.jump(10_000);
    expect(election.mayWrite()).toMatch(/in time/);
    await clock.advance(0);
    expect(result.term?.lost.aborted).toBe(true);
    lease.put({ holderIdentity: 'b' });
    await clock.advance(60_000);
    expect(election.mayWrite()).toMatch(/in time/);
    expect(holderOf(lease.current)).toBe('b');
  });

  it('ends at once when another holds the lease', async () => {
    const { election, result } = candidate('a');
    await settle();
    lease.put({ holderIdentity: 'b' });
    await clock.advance(2_000);
    expect(election.isLeader).toBe(false);
    expect(String(result.term?.lost.reason)).toMatch(/held by b/);
  });

  it('goes on when the answer to its own renewal was lost', async () => {
    const { election } = candidate('a');
    await settle();
    lease.loseNextAnswer();
    await clock.advance(4_000);
    expect(election.isLeader).toBe(true);
    await clock.advance(30_000);
    expect(election.isLeader).toBe(true);
  });

  it('takes at once what it took before, when that answer was lost', async () => {
    lease.loseNextAnswer();
    const { election } = candidate('a');
    await settle();
    expect(election.isLeader).toBe(false);
    await clock.advance(2_000);
    expect(election.isLeader).toBe(true);
  });

  it('releases: nobody holds the lease, nothing may be written, and the next one need not wait', async () => {
    const first = candidate('a');
    await settle();
    await first.election.release();
    expect(first.election.mayWrite()).toMatch(/does not lead/);
    expect(lease.current?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
    const second = candidate('b');
    await settle();
    expect(second.election.isLeader).toBe(true);
    expect(first.result.term?.lost.aborted).toBe(false);
  });

  it('does not touch the lease of its successor when it releases late', async () => {
    const { election } = candidate('a');
    await settle();
    lease.put({ holderIdentity: 'b' });
    await election.release();
    expect(holderOf(lease.current)).toBe('b');
  });

  it('stops waiting when the program ends', async () => {
    lease.put({ holderIdentity: 'other', leaseDurationSeconds: 15 });
    const { result, acquired } = candidate('a');
    await settle();
    stop.abort();
    await acquired;
    expect(result).toEqual({ term: undefined, ended: true });
    expect(holderOf(lease.current)).toBe('other');
  });

  it('gives back what it won while the program ends', async () => {
    const answer = lease.hold();
    const { acquired, result } = candidate('a');
    await settle();
    stop.abort();
    answer();
    await acquired;
    expect(result.term).toBeUndefined();
    expect(holderOf(lease.current)).toBe('');
  });

  it('says once why it cannot take the lease', async () => {
    lease.fail(() => new Error('leases.coordination.k8s.io is forbidden'));
    const { logger } = candidate('a');
    await clock.advance(30_000);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});
