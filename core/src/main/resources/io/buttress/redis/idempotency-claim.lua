-- Claims a key for an owner, or says in which state it is.
--
-- KEYS[1]  the record, a hash: while its request is worked on
--            o owner, f fence, h fingerprint, l end of the lease (ms), m latest end (ms)
--          once it is done
--            r what is replayed
-- ARGV[1]  owner, which no other claim has
-- ARGV[2]  fingerprint, 16 bytes
-- ARGV[3]  lease (ms)
-- ARGV[4]  longest execution (ms)
-- ARGV[5]  time to live (ms)
-- ARGV[6]  1: take the key of an owner that is lost, if it is for the same request
--
-- Returns 'a', fence, 1 if an owner was lost, else 0    the key is the caller's
--         'i', ms until the lease ends, h               somebody works on it
--         'l', h                                        somebody did, and is lost
--         'c', r                                        it is done
--
-- Touches KEYS only. A fence is the time in microseconds: higher than any before, also when a
-- record has gone meanwhile. Numbers are handed to Redis as numbers: Lua's tostring has but 14
-- digits.

local key, owner, fingerprint = KEYS[1], ARGV[1], ARGV[2]
local lease, execution, life, take = ARGV[3], ARGV[4], ARGV[5], ARGV[6]

local record = redis.call('HMGET', key, 'r', 'l', 'h', 'f')
if record[1] then
  return { 'c', record[1] }
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fence = time[1] * 1000000 + time[2]
local lost = 0
if record[2] then
  if now < tonumber(record[2]) then
    return { 'i', record[2] - now, record[3] }
  end
  if take ~= '1' or record[3] ~= fingerprint then
    return { 'l', record[3] }
  end
  lost = 1
  fence = math.max(fence, record[4] + 1)
end
redis.call('HSET', key, 'o', owner, 'f', fence, 'h', fingerprint, 'l', now + lease, 'm', now + execution)
redis.call('PEXPIRE', key, life)
return { 'a', fence, lost }
