import { Script } from "../redis/script.ts";

export const jobHash = (key: string): string => `cocoon:job:${key}`;

/**
 * A job is the hash cocoon:job:<key> {state, candidates, seq, attempt, worker, lease, terms, envelope, refusals, charge,
 * withdrawn, reason}, and it stands in the sorted set cocoon:wait:<keyId> of each candidate, by age, exactly while its
 * state is `waiting`. Time is Redis' own, so that proxies need not agree on a clock.
 */
const COMMON = `
local function now() local t = redis.call('TIME') return t[1] * 1000 + math.floor(t[2] / 1000) end
local function jobOf(key) return 'cocoon:job:' .. key end
local function each(csv, f) for id in string.gmatch(csv or '', '[^,]+') do f('cocoon:wait:' .. id, id) end end
local function unoffer(key)
  each(redis.call('HGET', jobOf(key), 'candidates') or '', function(set) redis.call('ZREM', set, key) end)
end
local function orphan(key, reason)
  unoffer(key)
  redis.call('HSET', jobOf(key), 'state', 'orphaned', 'reason', reason)
end
-- Back to its place by age; a withdrawn job goes to nobody. Gives the candidates as text, '' for an orphan.
local function offer(key)
  local seq, csv, withdrawn = unpack(redis.call('HMGET', jobOf(key), 'seq', 'candidates', 'withdrawn'))
  if withdrawn then orphan(key, 'cancelled') return '' end
  if csv == '' then orphan(key, 'refused') return '' end
  redis.call('HSET', jobOf(key), 'state', 'waiting')
  -- A key lives 12 hours: a set that nobody claims from goes by itself.
  each(csv, function(set) redis.call('ZADD', set, seq, key) redis.call('PEXPIRE', set, 86400000) end)
  return csv
end
-- Without this worker the job waits on or, when it was the last candidate, becomes an orphan.
local function drop(key, keyId, refusal)
  local rest, refusals = {}, redis.call('HGET', jobOf(key), 'refusals')
  each(redis.call('HGET', jobOf(key), 'candidates'), function(_, id) if id ~= keyId then rest[#rest + 1] = id end end)
  if refusal ~= '' then refusals = refusals == '' and refusal or refusals .. ',' .. refusal end
  redis.call('HSET', jobOf(key), 'candidates', table.concat(rest, ','), 'refusals', refusals)
  return offer(key)
end
local function holds(key, attempt)
  local state, current = unpack(redis.call('HMGET', jobOf(key), 'state', 'attempt'))
  return current == attempt and (state == 'leased' or state == 'streaming') and state or nil
end
`;

const script = (body: string): Script => new Script(COMMON + body);

/** key, candidates, terms, envelope, ttlMs → 1 when new. */
export const ADD = script(`
local key, csv, terms, envelope, ttl = unpack(ARGV)
if redis.call('EXISTS', jobOf(key)) == 1 then return 0 end
redis.call('HSET', jobOf(key), 'candidates', csv, 'seq', redis.call('INCR', 'cocoon:seq'), 'attempt', 0,
  'terms', terms, 'envelope', envelope, 'refusals', '')
redis.call('PEXPIRE', jobOf(key), ttl)
offer(key)
return 1`);

/** keyId, leaseTtlMs → {key, attempt, terms, candidates, envelope} of the oldest job, or nil. */
export const CLAIM = script(`
local set = 'cocoon:wait:' .. ARGV[1]
while true do
  local key = redis.call('ZRANGE', set, 0, 0)[1]
  if not key then return nil end
  if redis.call('HGET', jobOf(key), 'state') == 'waiting' then
    unoffer(key)
    local attempt = redis.call('HINCRBY', jobOf(key), 'attempt', 1)
    redis.call('HSET', jobOf(key), 'state', 'leased', 'worker', ARGV[1], 'lease', now() + ARGV[2])
    local f = redis.call('HMGET', jobOf(key), 'terms', 'candidates', 'envelope')
    return {key, attempt, f[1], f[2], f[3]}
  end
  redis.call('ZREM', set, key)
end`);

/** key, attempt, leaseTtlMs → 1 when the lease holds, 2 when it holds and the job was withdrawn. */
export const RENEW = script(`
if not holds(ARGV[1], ARGV[2]) then return 0 end
redis.call('HSET', jobOf(ARGV[1]), 'lease', now() + ARGV[3])
return redis.call('HEXISTS', jobOf(ARGV[1]), 'withdrawn') + 1`);

/** key, attempt → 1 when the lease holds. No other worker will need the envelope. */
export const START_STREAMING = script(`
if not holds(ARGV[1], ARGV[2]) then return 0 end
redis.call('HSET', jobOf(ARGV[1]), 'state', 'streaming')
redis.call('HDEL', jobOf(ARGV[1]), 'envelope')
return 1`);

/** key, attempt, charge */
export const SAVE_CHARGE = script(`
if not holds(ARGV[1], ARGV[2]) then return 0 end
redis.call('HSET', jobOf(ARGV[1]), 'charge', ARGV[3])
return 1`);

/** key, attempt, keyId or '' to keep it, refusal or '' → the candidates offered to, '' for an orphan, nil when void. */
export const GIVE_BACK = script(`
local key, attempt, keyId, refusal = unpack(ARGV)
if holds(key, attempt) ~= 'leased' then return nil end
if keyId == '' then return offer(key) end
return drop(key, keyId, refusal)`);

/** key, reason → 1 when it waited and is an orphan now. */
export const ORPHAN_WAITING = script(`
if redis.call('HGET', jobOf(ARGV[1]), 'state') ~= 'waiting' then return 0 end
orphan(ARGV[1], ARGV[2])
return 1`);

/** key → 1 when it waited and is an orphan now; a leased one is marked. */
export const WITHDRAW = script(`
local state = redis.call('HGET', jobOf(ARGV[1]), 'state')
if state == 'waiting' then orphan(ARGV[1], 'cancelled') return 1 end
if state == 'leased' or state == 'streaming' then redis.call('HSET', jobOf(ARGV[1]), 'withdrawn', 1) end
return 0`);

/**
 * key. A word stays behind for a while: BullMQ may hand the job to an owner only now, and finished is not lost.
 */
export const FINISH = script(`
unoffer(ARGV[1])
redis.call('DEL', jobOf(ARGV[1]))
redis.call('HSET', jobOf(ARGV[1]), 'state', 'finished')
redis.call('PEXPIRE', jobOf(ARGV[1]), ${5 * 60_000})
return 1`);

/**
 * keys… → {state, candidates, reason} each, after a lease that ran out was taken back: state is one of gone, finished,
 * waiting, offered (waiting again just now), leased, streaming, orphaned.
 */
export const LOOK = script(`
local function expire(key, state, worker)
  if state == 'streaming' then orphan(key, 'abandoned') return 'orphaned' end
  return drop(key, worker, '') == '' and 'orphaned' or 'offered'
end
local out, at = {}, now()
for i, key in ipairs(ARGV) do
  local state, lease, worker = unpack(redis.call('HMGET', jobOf(key), 'state', 'lease', 'worker'))
  local running = state == 'leased' or state == 'streaming'
  if running and tonumber(lease) <= at then state = expire(key, state, worker) end
  local f = redis.call('HMGET', jobOf(key), 'candidates', 'reason')
  out[i] = {state or 'gone', f[1] or '', f[2] or ''}
end
return out`);

/** key → {state, position} with the smallest number of older jobs over its candidates, or nil. */
export const PLACE = script(`
local key, best = ARGV[1], -1
local state, csv = unpack(redis.call('HMGET', jobOf(key), 'state', 'candidates'))
if not state or state == 'finished' then return nil end
if state == 'waiting' then
  each(csv, function(set)
    local rank = redis.call('ZRANK', set, key)
    if rank and (best < 0 or rank < best) then best = rank end
  end)
end
return {state, best}`);
