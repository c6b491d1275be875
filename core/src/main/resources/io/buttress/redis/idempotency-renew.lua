-- Lengthens the leases of claims whose work goes on.
--
-- KEYS        records, as idempotency-claim.lua has them; in a cluster one
-- ARGV        of each of them: owner, fence, lease (ms)
--
-- Returns for each: 1 lengthened, 2 not any more, as its execution takes too long, 0 not held
--
-- Touches KEYS only. What a record lives is not changed: it outlives all of its leases.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local results = {}
for i = 1, #KEYS do
  local owner, fence, lease = ARGV[3 * i - 2], ARGV[3 * i - 1], ARGV[3 * i]
  local record = redis.call('HMGET', KEYS[i], 'o', 'f', 'm')
  if record[1] ~= owner or record[2] ~= fence then
    results[i] = 0
  elseif now >= tonumber(record[3]) then
    results[i] = 2
  else
    redis.call('HSET', KEYS[i], 'l', now + lease)
    results[i] = 1
  end
end
return results
