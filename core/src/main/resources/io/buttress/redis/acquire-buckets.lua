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

local call, ceil = redis.call, math.ceil
local time = call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local values = call('MGET', unpack(KEYS))
local result, n, k, at, last = {}, 0, 0, 1, #ARGV

while at < last do
  local increment, tolerance = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local most, keys = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  at = at + 4
  for i = at, at + keys - 1 do
    k = k + 1
    local used = (tonumber(values[k] or 0) or 0) - now
    if used < 0 then
      used = 0
    elseif used > most then
      used = most
    end
    local admitted = 0
    if used + increment <= tolerance then
      admitted = math.min(tonumber(ARGV[i]), math.floor((tolerance - used) / increment))
      used = used + admitted * increment
      call('SET', KEYS[k], now + used, 'PX', ceil(used / 1000))
    end
    result[n + 1], result[n + 2] = admitted, used
    n = n + 2
  end
  at = at + keys
end
return result
