-- Charges what several callers demand, one after the other: of each demand all checks, or none of
-- them if one refuses.
--
-- KEYS       the state of each check of the first demand, then of the second, ...; a key may come
--            again; in a cluster all are in one slot
-- ARGV[1]    the kinds of checks in use, such as 'tb'
-- ARGV[2]    how many plans follow. A plan is what demands can have in common:
--              'take' (charge if all admit) or 'charge' (charge without asking),
--              how many checks follow, and of each its kind and four parameters:
--                'b' ban marker        0, 0, 0, 0
--                't' token, leaky      increment us, tolerance us (-1: never admits), most us, 0
--                'f' fixed window      cost, quota, window ms, most
--                'w' sliding window    cost, quota, window ms, most
--                'l' sliding log       cost, quota, window us, most
--                'c' concurrency       0, quota, lease us, 0
-- then       of each demand: the number of its plan, from 1, and a lease id for each 'c' in it
--
-- Returns a flat list of integers. Of each demand: 1 if admitted, else 0; then of each check, after
-- the charge:
--   'b' left us                           't' used us             'f' used, left us
--   'w' previous, current, elapsed us     'l' used, reset us, wait us
--   'c' in flight, us until the first lease ends (0 if admitted)
--
-- Touches KEYS only. Numbers are handed to Redis as numbers: Lua's tostring has but 14 digits.
-- Keys that are strings are read by one MGET, kept in cells, and written at the end.

local in_use = ARGV[1]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local values = redis.call('MGET', unpack(KEYS))
local call, floor, ceil, max, min = redis.call, math.floor, math.ceil, math.max, math.min

local function ms(us)
  return max(ceil(us / 1000), 1)
end

-- used + cost within 0 and most; an admission never exceeds most
local function charged(used, cost, most)
  return max(min(used + cost, most), 0)
end

-- Notes that a cell has to be saved.
local changed = {}
local function change(cell)
  if not cell.changed then
    cell.changed = true
    changed[#changed + 1] = cell
  end
end

-- Each kind: open(cell, value) reads the state; admits(check, cell) brings it up to now and asks;
-- charge(check, cell, take, id) changes it; tell(check, cell, admitted, list, n) appends the answer
-- behind the n-th element and returns the new length; save(cell) writes a changed cell, where charge
-- has not done so.
local kinds = {}

if string.find(in_use, 't', 1, true) then
  kinds.t = {
    open = function(cell, value)
      cell.used = max((tonumber(value or 0) or 0) - now, 0)
    end,
    admits = function(check, cell)
      if cell.used > check[3] then
        -- The clock stepped back, or the limit got smaller: written even if nobody is admitted.
        cell.used = check[3]
        change(cell)
      end
      return cell.used + check[1] <= check[2]
    end,
    charge = function(check, cell)
      cell.used = charged(cell.used, check[1], check[3])
    end,
    tell = function(_, cell, _, list, n)
      list[n + 1] = cell.used
      return n + 1
    end,
    save = function(cell)
      if cell.used == 0 then
        call('DEL', cell.key)
      else
        -- As acquire-buckets.lua has it: until the end of the next span of 2^23 us.
        local full = now + cell.used
        call('SET', cell.key, full, 'PX', ms((floor(full / 8388608) + 2) * 8388608 - now))
      end
    end,
  }
end

if string.find(in_use, 'b', 1, true) then
  kinds.b = {
    open = function(cell, value)
      cell.left = value and max(call('PTTL', cell.key), 0) * 1000 or 0
    end,
    admits = function(_, cell)
      return cell.left == 0
    end,
    charge = function() end,
    tell = function(_, cell, _, list, n)
      list[n + 1] = cell.left
      return n + 1
    end,
    save = function() end,
  }
end

-- A window of the kinds 'f' and 'w' is known by the instant at which it ends, in ms, so that it means
-- the same to limits with other windows. One that ends too late, because the clock stepped back or
-- the window got shorter, is cut: that is written even if nobody is admitted.
local now_ms = floor(now / 1000)

local function aligned_end(window)
  return now_ms - now_ms % window + window
end

local function cut(cell, window)
  if cell.ends > now_ms + window then
    cell.ends = now_ms + window
    change(cell)
  end
end

if string.find(in_use, 'f', 1, true) then
  kinds.f = {
    open = function(cell, value)
      local ends, used = string.match(value or '', '^(%d+) (%d+)$')
      cell.ends, cell.used = tonumber(ends or 0), tonumber(used or 0)
    end,
    admits = function(check, cell)
      local window = check[3]
      if cell.ends <= now_ms then
        cell.ends, cell.used = aligned_end(window), 0
      end
      cut(cell, window)
      cell.left = cell.ends * 1000 - now
      return cell.used + check[1] <= check[2]
    end,
    charge = function(check, cell)
      cell.used = charged(cell.used, check[1], check[4])
    end,
    tell = function(_, cell, _, list, n)
      list[n + 1], list[n + 2] = cell.used, cell.left
      return n + 2
    end,
    save = function(cell)
      call('SET', cell.key, string.format('%.0f %.0f', cell.ends, cell.used), 'PX', ms(cell.left))
    end,
  }
end

if string.find(in_use, 'w', 1, true) then
  kinds.w = {
    open = function(cell, value)
      local ends, previous, current = string.match(value or '', '^(%d+) (%d+) (%d+)$')
      cell.ends = tonumber(ends or 0)
      cell.previous, cell.current = tonumber(previous or 0), tonumber(current or 0)
    end,
    admits = function(check, cell)
      local window = check[3]
      if cell.ends <= now_ms - window then
        cell.ends, cell.previous, cell.current = aligned_end(window), 0, 0
      elseif cell.ends <= now_ms then
        cell.ends, cell.previous, cell.current = cell.ends + window, cell.current, 0
      end
      cut(cell, window)
      cell.left = cell.ends * 1000 - now
      cell.elapsed = window * 1000 - cell.left
      cell.lasts = cell.left + window * 1000
      local weight = ceil((window - floor(cell.elapsed / 1000)) * 4096 / window)
      return ceil(cell.previous * weight / 4096) + cell.current + check[1] <= check[2]
    end,
    charge = function(check, cell)
      cell.current = charged(cell.current, check[1], check[4])
    end,
    tell = function(_, cell, _, list, n)
      list[n + 1], list[n + 2], list[n + 3] = cell.previous, cell.current, cell.elapsed
      return n + 3
    end,
    save = function(cell)
      local value = string.format('%.0f %.0f %.0f', cell.ends, cell.previous, cell.current)
      call('SET', cell.key, value, 'PX', ms(cell.lasts))
    end,
  }
end

if string.find(in_use, 'l', 1, true) then
  -- The list is: base, instant, sum, instant, sum, ... where each sum is cumulative and base is the
  -- sum before the first entry. Entries that count no more are forgotten here.
  local function read_log(key, window)
    local length = call('LLEN', key)
    if length < 3 then
      return { entries = 0, base = 0, sum = 0, newest = 0 }
    end
    local log = {
      base = tonumber(call('LINDEX', key, 0)),
      newest = tonumber(call('LINDEX', key, -2)),
      sum = tonumber(call('LINDEX', key, -1)),
      entries = (length - 1) / 2,
    }
    if log.newest > now then
      -- The clock stepped back: what counted counts from now on, so nobody is locked out for longer.
      call('DEL', key)
      call('RPUSH', key, log.base, now, log.sum)
      call('PEXPIRE', key, ms(window))
      log.newest = now
      log.entries = 1
      return log
    end
    -- Mostly none or one; of many, they are looked for in steps that double and halve.
    local gone, step = 0, 1
    while step >= 1 do
      local at = gone + step
      if at <= log.entries and tonumber(call('LINDEX', key, 2 * at - 1)) <= now - window then
        gone, step = at, 2 * step
      else
        step = floor(step / 2)
      end
    end
    if gone == log.entries then
      call('DEL', key)
      return { entries = 0, base = 0, sum = 0, newest = 0 }
    end
    if gone > 0 then
      log.base = tonumber(call('LINDEX', key, 2 * gone))
      log.entries = log.entries - gone
      call('LTRIM', key, 2 * gone, -1)
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
      local middle = floor((low + high) / 2)
      if tonumber(call('LINDEX', key, 2 * middle)) - log.base >= surplus then
        high = middle
      else
        low = middle + 1
      end
    end
    return tonumber(call('LINDEX', key, 2 * low - 1)) + window - now
  end

  -- Takes back from the youngest entries.
  local function refund_log(key, log, amount)
    while amount > 0 and log.entries > 0 do
      local before = log.base
      if log.entries > 1 then
        before = tonumber(call('LINDEX', key, -3))
      end
      local own = log.sum - before
      if own > amount then
        log.sum = log.sum - amount
        call('LSET', key, -1, log.sum)
        return
      end
      amount = amount - own
      log.sum = before
      log.entries = log.entries - 1
      call('RPOP', key)
      call('RPOP', key)
      if log.entries > 0 then
        log.newest = tonumber(call('LINDEX', key, -2))
      end
    end
    if log.entries == 0 then
      call('DEL', key)
      log.newest, log.base, log.sum = 0, 0, 0
    end
  end

  local function add_to_log(key, log, window, cost)
    if log.entries == 0 then
      call('RPUSH', key, 0)
    end
    log.sum = log.sum + cost
    log.newest = now
    log.entries = log.entries + 1
    call('RPUSH', key, now, log.sum)
    call('PEXPIRE', key, ms(window))
  end

  kinds.l = {
    open = function(cell)
      call('LLEN', cell.key)
    end,
    admits = function(check, cell)
      if cell.window ~= check[3] then
        cell.window, cell.log = check[3], read_log(cell.key, check[3])
      end
      return cell.log.sum - cell.log.base + check[1] <= check[2]
    end,
    charge = function(check, cell)
      local log = cell.log
      if check[1] < 0 then
        refund_log(cell.key, log, -check[1])
        return
      end
      local cost = min(check[1], max(check[4] - (log.sum - log.base), 0))
      if cost > 0 then
        add_to_log(cell.key, log, check[3], cost)
      end
    end,
    tell = function(check, cell, admitted, list, n)
      local log = cell.log
      local used = log.sum - log.base
      list[n + 1] = used
      list[n + 2] = log.entries == 0 and 0 or log.newest + check[3] - now
      list[n + 3] = 0
      if not admitted and check[1] <= check[2] then
        list[n + 3] = log_wait(cell.key, log, check[3], used + check[1] - check[2])
      end
      return n + 3
    end,
    save = function() end,
  }
end

if string.find(in_use, 'c', 1, true) then
  kinds.c = {
    open = function(cell)
      call('ZREMRANGEBYSCORE', cell.key, '-inf', now)
      cell.count = call('ZCARD', cell.key)
    end,
    admits = function(check, cell)
      return cell.count < check[2]
    end,
    charge = function(check, cell, take, id)
      if take then
        call('ZADD', cell.key, now + check[3], id)
        call('PEXPIRE', cell.key, ms(check[3]))
        cell.count = cell.count + 1
      end
    end,
    tell = function(_, cell, admitted, list, n)
      list[n + 1], list[n + 2] = cell.count, 0
      if not admitted then
        local first = call('ZRANGE', cell.key, 0, 0, 'WITHSCORES')
        list[n + 2] = first[2] and max(tonumber(first[2]) - now, 0) or 0
      end
      return n + 2
    end,
    save = function() end,
  }
end

local at = 3
local plans = {}
for p = 1, tonumber(ARGV[2]) do
  local plan = { take = ARGV[at] == 'take' }
  local size = tonumber(ARGV[at + 1])
  at = at + 2
  for i = 1, size do
    plan[i] = {
      tonumber(ARGV[at + 1]),
      tonumber(ARGV[at + 2]),
      tonumber(ARGV[at + 3]),
      tonumber(ARGV[at + 4]),
      kind = kinds[ARGV[at]],
      leased = ARGV[at] == 'c',
    }
    at = at + 5
  end
  plans[p] = plan
end

-- All states are opened before the first is charged: if a key holds another type of data, the
-- script ends here, and nobody is charged twice when the demands are sent again one by one.
local cells, last = {}, #ARGV
local opening, opened = at, 0
while opening <= last do
  local plan = plans[tonumber(ARGV[opening])]
  opening = opening + 1
  for i = 1, #plan do
    local check = plan[i]
    local key = KEYS[opened + i]
    if not cells[key] then
      local cell = { key = key, save = check.kind.save }
      check.kind.open(cell, values[opened + i])
      cells[key] = cell
    end
    if check.leased then
      opening = opening + 1
    end
  end
  opened = opened + #plan
end

local result, n, k = {}, 0, 0
while at <= last do
  local plan = plans[tonumber(ARGV[at])]
  at = at + 1
  local admitted = true
  local ids
  for i = 1, #plan do
    local check = plan[i]
    local cell = cells[KEYS[k + i]]
    if check.leased then
      ids = ids or {}
      ids[i] = ARGV[at]
      at = at + 1
    end
    if not check.kind.admits(check, cell) and plan.take then
      admitted = false
    end
  end
  n = n + 1
  result[n] = admitted and 1 or 0
  for i = 1, #plan do
    local check = plan[i]
    local cell = cells[KEYS[k + i]]
    if admitted then
      check.kind.charge(check, cell, plan.take, ids and ids[i])
      change(cell)
    end
    n = check.kind.tell(check, cell, admitted, result, n)
  end
  k = k + #plan
end

for i = 1, #changed do
  changed[i].save(changed[i])
end
return result
