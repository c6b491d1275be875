-- Purges, whatever the number of responses that it concerns.
--
-- KEYS[1] the purges of the shard
-- ARGV[1] how many purges are remembered
-- ARGV[2] the channel on which to tell all nodes
-- ARGV[3] the beginning of the message; the instant and the purges follow
-- ARGV[4] and on: h (hard) or s (soft) and a mark; h* is everything
--
-- Returns the instant of the purges in us.
-- Touches KEYS[1] only, which lives for two hours longer than any response of the shard. Purges that
-- can concern nothing any more are removed about once a minute. Of too many the oldest tenth is
-- forgotten, and with it every response that was asked for before the youngest of these. If Redis
-- has no memory left, everything is purged, which takes none.

local purges, most = KEYS[1], tonumber(ARGV[1])
local now = micros()

local function remember(clock)
  for i = 4, #ARGV do
    call('ZADD', purges, clock, ARGV[i])
  end
  call('ZADD', purges, clock, 'last')
end

local function forget(floor, clock, keep)
  if clock - floor > keep + TICKET + 60000000 then
    floor = clock - keep - TICKET
  end
  if call('ZCARD', purges) > most then
    local tenth = math.floor(most / 10)
    local oldest = call('ZRANGE', purges, tenth, tenth, 'WITHSCORES')
    floor = math.max(floor, tonumber(oldest[2]))
  end
  return floor
end

local function purge()
  local clock, before, keep = tick(purges, now)
  local floor = before
  for i = 4, #ARGV do
    if ARGV[i] == 'h*' then
      floor = clock
    end
  end
  if floor == before then
    remember(clock)
    floor = forget(floor, clock, keep)
  end
  if floor > before then
    call('ZREMRANGEBYSCORE', purges, '-inf', floor)
    call('ZADD', purges, floor, 'floor', clock, 'clock', keep, 'keep')
  end
  return clock
end

local whole, clock = pcall(purge)
if not whole then
  call('DEL', purges)
  clock = now
end
redis.pcall('PUBLISH', ARGV[2], string.format('%s%.0f %s', ARGV[3], clock, whole and table.concat(ARGV, ' ', 4) or 'h*'))
return clock
