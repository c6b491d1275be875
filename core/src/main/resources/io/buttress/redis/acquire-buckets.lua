-- Charges token and leaky buckets, one to a key, what several callers demand of each: what
-- acquire.lua would do for the most usual demands, without what only others need.
--
-- KEYS   distinct; in a cluster all are in one slot
-- ARGV   of each group of keys, in their order: increment us, tolerance us (-1: never admits),
--        most us, how many keys it has; then for each of these keys how many demand the increment
--
-- Returns a flat list of integers: for each key how many are admitted, and used us after them.
--
-- Touches KEYS only. Numbers are handed to Redis as numbers: Lua's tostring has but 14 digits.
-- A key lives until the end of the span of 2^23 us (8.4 s) after the one in which its bucket is
-- full. So its time to live has to be set only when that instant moves into another span, which
-- saves half of what a write costs; and no other limit, nor a step of the clock, can make it short.
-- A bucket that lies too far ahead, because the clock stepped back or the limit got smaller, is cut
-- to what it can be; that is written even if nobody is admitted, or it would lie ahead for long.

local call, floor = redis.call, math.floor
local time = call('TIME')
local now = time[1] * 1000000 + time[2]
local values = call('MGET', unpack(KEYS))
local result, n, k, at, last = {}, 0, 0, 1, #ARGV

while at < last do
  local increment, tolerance = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local most, keys = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  at = at + 4
  for i = at, at + keys - 1 do
    k = k + 1
    local full = tonumber(values[k] or nil)
    local used = full and full - now or 0
    local clamped = used > most
    if used < 0 then
      used = 0
    elseif clamped then
      used = most
    end
    local admitted = 0
    if used + increment <= tolerance then
      admitted = 1
      if ARGV[i] ~= '1' then
        admitted = math.min(tonumber(ARGV[i]), floor((tolerance - used) / increment))
      end
      used = used + admitted * increment
    end
    if admitted > 0 or clamped then
      local span = floor((now + used) / 8388608)
      if full and floor(full / 8388608) == span then
        call('INCRBY', KEYS[k], now + used - full)
      else
        call('SET', KEYS[k], now + used, 'PX', math.ceil(((span + 2) * 8388608 - now) / 1000))
      end
    end
    n = n + 2
    result[n - 1], result[n] = admitted, used
  end
  at = at + keys
end
return result
