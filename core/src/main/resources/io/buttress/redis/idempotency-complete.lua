-- Stores what is replayed from now on.
--
-- KEYS[1]  the record, as idempotency-claim.lua has it
-- ARGV[1]  owner
-- ARGV[2]  fence
-- ARGV[3]  what is replayed
-- ARGV[4]  time to live (ms)
--
-- Returns 1 if it is stored, also by the same call before; 0 if the claim is not the key's
--
-- Touches KEYS only.

local key, owner, fence, replayed, life = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local record = redis.call('HMGET', key, 'o', 'f', 'r')
if record[3] then
  return record[3] == replayed and 1 or 0
end
if record[1] ~= owner or record[2] ~= fence then
  return 0
end
-- Without the fields of the claim: one field takes less than all.
redis.call('DEL', key)
redis.call('HSET', key, 'r', replayed)
redis.call('PEXPIRE', key, life)
return 1
