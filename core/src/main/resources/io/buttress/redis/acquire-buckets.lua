-- Charges token and leaky buckets, one to a key, what several callers demand of each: what
-- acquire.lua would do for the most usual demands, without what only others need.
--
-- KEYS   distinct; in a cluster all are in one slot. They come in groups, and in each first those
--        of which one caller demands something
-- ARGV   of each group: increment us, tolerance us (-1: never admits), most us, how many of its keys
--        one caller demands the increment of, how many keys several do; then for each of the latter
--        how many callers
--
-- Returns a flat list of integers. For a key of one caller: used us after the charge, or -1 - used
-- if it was refused. For a key of several: how many were admitted, and used us after them. Most
-- buckets of one caller were full and have used what it demanded: nothing is said of them but, if
-- something else follows, 0 and how many in a row they are.
--
-- Touches KEYS only. Numbers are handed to Redis as numbers: Lua's tostring has but 14 digits.
-- A key lives until the end of the span of 2^23 us (8.4 s) after the one in which its bucket is
-- full. So its time to live has to be set only when that instant moves into another span, which
-- saves half of what a write costs; and no other limit, nor a step of the clock, can make it short.
-- A bucket that lies too far ahead, because the clock stepped back or the limit got smaller, is cut
-- to what it can be; that is written even if nobody is admitted, or it would lie ahead for long.

local call = redis.call
local time = call('TIME')
local now = time[1] * 1000000 + time[2]

local function fill(key, value, increment, tolerance, most, callers)
  local full = tonumber(value or nil)
  local used = full and full - now or 0
  local clamped = used > most
  if used < 0 then
    used = 0
  elseif clamped then
    used = most
  end
  local admitted = 0
  if used + increment <= tolerance then
    admitted = callers == 1 and 1 or math.min(callers, math.floor((tolerance - used) / increment))
    used = used + admitted * increment
  end
  if admitted > 0 or clamped then
    local fuller = now + used
    local span = fuller - fuller % 8388608
    if full and full >= span and full < span + 8388608 then
      call('INCRBY', key, fuller - full)
    else
      call('SET', key, fuller, 'PX', math.ceil((span + 16777216 - now) / 1000))
    end
  end
  return admitted, used
end

local result, n, unsaid = {}, 0, 0
local function say(number)
  if unsaid > 0 then
    result[n + 1], result[n + 2] = 0, unsaid
    n, unsaid = n + 2, 0
  end
  n = n + 1
  result[n] = number
end

-- Texts of as many digits compare as their numbers do, and until the year 2286 it is 16. So where a
-- bucket became full lately no number is made of what it holds, nor a text of what it shall hold.
local format = string.format
local now_text = format('%.0f', now)

local values = call('MGET', unpack(KEYS))
local k, at, last = 0, 1, #ARGV
while at < last do
  local increment, tolerance = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local most = tonumber(ARGV[at + 2])
  local singles = k + tonumber(ARGV[at + 3])
  local keys = singles + tonumber(ARGV[at + 4])
  local admits = increment <= tolerance
  local fuller = now + increment
  local fuller_text = format('%.0f', fuller)
  local span_text = format('%.0f', fuller - fuller % 8388608)
  -- From here on ARGV[at + k] is the count of key k, if it has one.
  at = at + 4 - singles
  while k < singles do
    k = k + 1
    local value = values[k]
    if value and admits and value >= span_text and value < now_text then
      call('SET', KEYS[k], fuller_text, 'KEEPTTL')
      unsaid = unsaid + 1
    else
      local admitted, used = fill(KEYS[k], value, increment, tolerance, most, 1)
      if admitted == 1 and used == increment then
        unsaid = unsaid + 1
      else
        say(admitted == 1 and used or -1 - used)
      end
    end
  end
  while k < keys do
    k = k + 1
    local callers = tonumber(ARGV[at + k])
    local admitted, used = fill(KEYS[k], values[k], increment, tolerance, most, callers)
    say(admitted)
    say(used)
  end
  at = at + keys + 1
end
return result
