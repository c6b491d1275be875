-- How purges are kept; other scripts begin with this text.
--
-- All purges of a shard are in one sorted set, so that they are lost together or not at all: under
-- an eviction policy, by FLUSHALL. A member is h (hard) or s (soft) and a mark; its score is the
-- instant of the purge in us of Redis's clock. Besides there are
--   floor  what was asked for at or before that instant is gone: purges until then are forgotten
--   last   the last purge of whatever
--   clock  the last instant that was given to a ticket or a purge: none is given twice, nor an
--          earlier one after a later one, should Redis's clock be set back
--   keep   the longest time to live in us that a response of the shard was stored with
--   full   until when nothing is stored, as Redis's memory is left to others
-- Without the set nothing is known of any purge: then all responses of the shard are gone.
-- Whoever finds a response judges it likewise, with the same ZMSCORE, after reading it.
--
-- A ticket older than an hour is worth nothing, which bounds how long a purge must be remembered:
-- TICKET after the last response that it could concern.

local call, tonumber = redis.call, tonumber
local TICKET = 3600000000

local function micros()
  local time = call('TIME')
  return time[1] * 1000000 + time[2]
end

-- Gives an instant; marks the set's beginning if there is none.
local function tick(purges, now)
  local state = call('ZMSCORE', purges, 'floor', 'clock', 'keep')
  local clock = tonumber(state[2]) or 0
  clock = now > clock and now or clock + 1
  call('ZADD', purges, clock, 'clock')
  local keep = tonumber(state[3]) or 0
  if not state[1] then
    call('ZADD', purges, clock - 1, 'floor')
  end
  call('PEXPIRE', purges, math.ceil((keep + 2 * TICKET) / 1000))
  return clock, tonumber(state[1]) or clock - 1, keep
end

-- What purges have made of a response: 0 it holds, 1 it is stale, 2 it is gone. Its marks are ARGV
-- from the first one on.
local function judge(purges, asked, first)
  local state = call('ZMSCORE', purges, 'floor', 'last')
  if not state[1] or asked <= tonumber(state[1]) then
    return 2
  end
  if not state[2] or asked > tonumber(state[2]) then
    return 0
  end
  local words = {}
  for i = first, #ARGV do
    words[#words + 1] = 'h' .. ARGV[i]
    words[#words + 1] = 's' .. ARGV[i]
  end
  if #words == 0 then
    return 0
  end
  local scores, verdict = call('ZMSCORE', purges, unpack(words)), 0
  for i = 1, #words do
    local score = scores[i] and tonumber(scores[i])
    if score and score >= asked then
      if i % 2 == 1 then
        return 2
      end
      verdict = 1
    end
  end
  return verdict
end
