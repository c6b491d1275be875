-- Gives a claimed key up.
--
-- KEYS[1]  the record, as idempotency-claim.lua has it
-- ARGV[1]  owner
-- ARGV[2]  fence; empty: whichever it is
-- ARGV[3]  'free': nothing has happened under it; 'lost': nobody will know
--
-- Returns 1 if it is given up, 0 if the claim was not the key's
--
-- Touches KEYS only.

local key, owner, fence, how = KEYS[1], ARGV[1], ARGV[2], ARGV[3]

local record = redis.call('HMGET', key, 'o', 'f')
if record[1] ~= owner or (fence ~= '' and record[2] ~= fence) then
  return 0
end
if how == 'free' then
  redis.call('DEL', key)
else
  -- A lease that has ended: what a claim sees of an owner that has crashed.
  redis.call('HSET', key, 'l', 0)
end
return 1
