-- Charges several limits at once: all of them, or none if one refuses.
--
-- KEYS[i]          the state of check i; all carry the same hash tag in a cluster
-- ARGV[1]          'take': charge if all admit; 'charge': charge without asking
-- ARGV[5i-3..5i+1] check i: its kind and four parameters
--   'b' ban marker        0, 0, 0, 0
--   't' token, leaky      increment us, tolerance us (-1: never admits), most us, 0
--   'f' fixed window      cost, quota, window ms, most
--   'w' sliding window    cost, quota, window ms, most
--   'l' sliding log       cost, quota, window us, most
--   'c' concurrency       lease id, quota, lease us, 0
--
-- Returns a flat list of integers: 1 if admitted, else 0; then three for each check, after the charge:
--   'b' left us, 0, 0     't' used us, 0, 0         'f' used, left us, 0
--   'w' previous, current, elapsed us               'l' used, reset us, wait us
--   'c' in flight, us until the first lease ends, 0
--
-- Touches KEYS only. Numbers are handed to Redis as numbers: Lua's tostring has but 14 digits.

local mode = ARGV[1]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local now_ms = math.floor(now / 1000)
local take = mode == 'take'
local values = redis.call('MGET', unpack(KEYS))

local function ms(us)
  return math.max(math.ceil(us / 1000), 1)
end

-- used + cost within 0 and most; an admission never exceeds most
local function charged(used, cost, most)
  return math.max(math.min(used + cost, most), 0)
end

-- Forgets entries that count no more. The list is: base, instant, sum, instant, sum, ...
-- where each sum is cumulative and base is the sum before the first entry.
local function read_log(key, window)
  local length = redis.call('LLEN', key)
  if length < 3 then
    return { entries = 0, base = 0, sum = 0, newest = 0 }
  end
  local log = {
    base = tonumber(redis.call('LINDEX', key, 0)),
    newest = tonumber(redis.call('LINDEX', key, -2)),
    sum = tonumber(redis.call('LINDEX', key, -1)),
    entries = (length - 1) / 2,
  }
  if log.newest > now then
    -- The clock stepped back: what counted counts from now on, so nobody is locked out for longer.
    redis.call('DEL', key)
    redis.call('RPUSH', key, log.base, now, log.sum)
    redis.call('PEXPIRE', key, ms(window))
    log.newest = now
    log.entries = 1
    return log
  end
  local gone = 0
  while gone < log.entries
    and tonumber(redis.call('LINDEX', key, 1 + 2 * gone)) <= now - window do
    gone = gone + 1
  end
  if gone == log.entries then
    redis.call('DEL', key)
    return { entries = 0, base = 0, sum = 0, newest = 0 }
  end
  if gone > 0 then
    log.base = tonumber(redis.call('LINDEX', key, 2 * gone))
    log.entries = log.entries - gone
    redis.call('LTRIM', key, 2 * gone, -1)
  end
  return log
end

-- Until enough of the oldest entries have left; a binary search over the cumulative sums.
local function log_wait(key, log, window, surplus)
  if surplus <= 0 or log.sum - log.base < surplus then
    return 0
  end
  local low, high = 1, log.entries
  while low < high do
    local middle = math.floor((low + high) / 2)
    if tonumber(redis.call('LINDEX', key, 2 * middle)) - log.base >= surplus then
      high = middle
    else
      low = middle + 1
    end
  end
  return tonumber(redis.call('LINDEX', key, 2 * low - 1)) + window - now
end

-- Takes back from the youngest entries.
local function refund_log(key, log, amount)
  while amount > 0 and log.entries > 0 do
    local before = log.base
    if log.entries > 1 then
      before = tonumber(redis.call('LINDEX', key, -3))
    end
    local own = log.sum - before
    if own > amount then
      log.sum = log.sum - amount
      redis.call('LSET', key, -1, log.sum)
      return
    end
    amount = amount - own
    log.sum = before
    log.entries = log.entries - 1
    redis.call('RPOP', key)
    redis.call('RPOP', key)
    if log.entries > 0 then
      log.newest = tonumber(redis.call('LINDEX', key, -2))
    end
  end
  if log.entries == 0 then
    redis.call('DEL', key)
    log.newest = 0
  end
end

local read, admits, apply, reply = {}, {}, {}, {}

read.b = function(c, value)
  c.left = value and math.max(redis.call('PTTL', c.key), 0) * 1000 or 0
end
admits.b = function(c)
  return c.left == 0
end
apply.b = function() end
reply.b = function(c)
  return c.left, 0, 0
end

read.t = function(c, value)
  c.used = math.min(math.max((tonumber(value or 0) or 0) - now, 0), c[3])
end
admits.t = function(c)
  return c.used + c[1] <= c[2]
end
apply.t = function(c)
  c.used = charged(c.used, c[1], c[3])
  if c.used == 0 then
    redis.call('DEL', c.key)
  else
    redis.call('SET', c.key, now + c.used, 'PX', ms(c.used))
  end
end
reply.t = function(c)
  return c.used, 0, 0
end

read.f = function(c, value)
  local index, used = string.match(value or '', '^(%d+) (%d+)$')
  c.index = math.floor(now_ms / c[3])
  c.used = 0
  if index and tonumber(index) >= c.index then
    c.index, c.used = tonumber(index), tonumber(used)
  end
  c.left = math.min(math.max((c.index + 1) * c[3] * 1000 - now, 1), c[3] * 1000)
end
admits.f = function(c)
  return c.used + c[1] <= c[2]
end
apply.f = function(c)
  c.used = charged(c.used, c[1], c[4])
  redis.call('SET', c.key, string.format('%.0f %.0f', c.index, c.used), 'PX', ms(c.left))
end
reply.f = function(c)
  return c.used, c.left, 0
end

read.w = function(c, value)
  local index, previous, current = string.match(value or '', '^(%d+) (%d+) (%d+)$')
  c.index, c.previous, c.current = math.floor(now_ms / c[3]), 0, 0
  if index then
    local stored = tonumber(index)
    if stored >= c.index then
      c.index, c.previous, c.current = stored, tonumber(previous), tonumber(current)
    elseif stored == c.index - 1 then
      c.previous = tonumber(current)
    end
  end
  c.elapsed = math.min(math.max(now - c.index * c[3] * 1000, 0), c[3] * 1000 - 1)
end
admits.w = function(c)
  local weight = math.ceil((c[3] - math.floor(c.elapsed / 1000)) * 4096 / c[3])
  return math.ceil(c.previous * weight / 4096) + c.current + c[1] <= c[2]
end
apply.w = function(c)
  c.current = charged(c.current, c[1], c[4])
  redis.call('SET', c.key, string.format('%.0f %.0f %.0f', c.index, c.previous, c.current), 'PX',
    ms(2 * c[3] * 1000 - c.elapsed))
end
reply.w = function(c)
  return c.previous, c.current, c.elapsed
end

read.l = function(c)
  c.log = read_log(c.key, c[3])
end
admits.l = function(c)
  return c.log.sum - c.log.base + c[1] <= c[2]
end
apply.l = function(c)
  local used = c.log.sum - c.log.base
  if c[1] < 0 then
    refund_log(c.key, c.log, -c[1])
    return
  end
  local cost = math.min(c[1], math.max(c[4] - used, 0))
  if cost == 0 then
    return
  end
  if c.log.entries == 0 then
    redis.call('RPUSH', c.key, 0)
  end
  c.log.sum = c.log.sum + cost
  c.log.newest = now
  c.log.entries = c.log.entries + 1
  redis.call('RPUSH', c.key, now, c.log.sum)
  redis.call('PEXPIRE', c.key, ms(c[3]))
end
reply.l = function(c)
  local used = c.log.sum - c.log.base
  local reset = c.log.entries == 0 and 0 or c.log.newest + c[3] - now
  local wait = 0
  if not c.applied and c[1] <= c[2] then
    wait = log_wait(c.key, c.log, c[3], used + c[1] - c[2])
  end
  return used, reset, wait
end

read.c = function(c)
  redis.call('ZREMRANGEBYSCORE', c.key, '-inf', now)
  c.count = redis.call('ZCARD', c.key)
end
admits.c = function(c)
  return c.count < c[2]
end
apply.c = function(c)
  if take then
    redis.call('ZADD', c.key, now + c[3], c.id)
    redis.call('PEXPIRE', c.key, ms(c[3]))
    c.count = c.count + 1
  end
end
reply.c = function(c)
  local first = redis.call('ZRANGE', c.key, 0, 0, 'WITHSCORES')
  return c.count, first[2] and math.max(tonumber(first[2]) - now, 0) or 0, 0
end

local checks = {}
local admitted = 1
for i = 1, #KEYS do
  local at = 5 * i - 3
  local check = {
    kind = ARGV[at],
    key = KEYS[i],
    id = ARGV[at + 1],
    tonumber(ARGV[at + 1]) or 0,
    tonumber(ARGV[at + 2]),
    tonumber(ARGV[at + 3]),
    tonumber(ARGV[at + 4]),
  }
  read[check.kind](check, values[i])
  if take and not admits[check.kind](check) then
    admitted = 0
  end
  checks[i] = check
end

local result = { admitted }
for _, check in ipairs(checks) do
  if admitted == 1 then
    apply[check.kind](check)
    check.applied = true
  end
  local a, b, c = reply[check.kind](check)
  result[#result + 1] = a
  result[#result + 1] = b
  result[#result + 1] = c
end
return result
