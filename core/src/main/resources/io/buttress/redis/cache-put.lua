-- Stores a response, unless it was purged since it was asked for, or one that was asked for later
-- is there; and ends the ticket.
--
-- KEYS[1] what is stored under the request's key: a hash of entries in fields 'v...', their tickets
--         in fields 'a...', and 'vary' if they depend on the request
-- KEYS[2] the purges of the shard
-- KEYS[3] who leads: a token, or 'alone'
-- ARGV[1] the token
-- ARGV[2] the instant of the ticket, us
-- ARGV[3] time to live, ms
-- ARGV[4] the names in Vary; empty if there is none
-- ARGV[5] which variant it is: what follows in the names of its fields; empty if there is no Vary
-- ARGV[6] the entry
-- ARGV[7] how many entries there may be
-- ARGV[8] the channel on which to tell all nodes
-- ARGV[9] the message
-- ARGV[10] and on: by which marks it can be purged
--
-- Returns 1 if it was stored, else 0; as if there were no memory left if more than three quarters are
-- in use of a Redis that evicts nothing: whoever asks for ever more URIs must not take the memory of
-- limits, keys and jobs.
-- Touches KEYS only. 'vary' is the youngest ticket of all entries, in us, and the names. Entries of
-- another Vary are removed. KEYS[1] lives as long as the entry with the longest time to live.

local entry, purges, lead, token = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local asked, ttl, names, variant = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], ARGV[5]
local most = tonumber(ARGV[7])
local now = micros()
local _, floor, keep = tick(purges, now)

-- Looks at the memory now and then, as that takes longer than all the rest: each 16th ticket does, and
-- notes in the purges until when it is known to be full.
local function isFull()
  if now < (tonumber(call('ZSCORE', purges, 'full')) or 0) then
    return true
  end
  local info = asked % 16 == 0 and redis.pcall('INFO', 'memory')
  if type(info) ~= 'string' or not string.find(info, 'maxmemory_policy:noeviction', 1, true) then
    return false
  end
  local all = tonumber(string.match(info, 'maxmemory:(%d+)'))
  local full = all > 0 and tonumber(string.match(info, 'used_memory:(%d+)')) > all * 3 / 4
  if full then
    call('ZADD', purges, now + 10000000, 'full')
  end
  return full
end

if isFull() then
  return redis.error_reply('OOM the rest of the memory is left to others')
end

local function later(ticket)
  return ticket and (tonumber(ticket) or 0) > asked
end

-- Whether there is a younger one; removes what has another Vary.
local function younger()
  local held = call('HMGET', entry, 'a', 'vary', 'a' .. variant)
  local plain, vary, same = held[1], held[2], held[3]
  local youngest, theirs
  if vary then
    youngest, theirs = string.match(vary, '^(%d+) (.*)$')
  end
  if (vary and theirs ~= names) or (plain and names ~= '') then
    if later(youngest) or later(plain) then
      return true
    end
    call('DEL', entry)
    youngest = nil
  elseif later(same) then
    return true
  end
  if names ~= '' then
    local text = string.format('%.0f', math.max(asked, tonumber(youngest) or 0))
    call('HSET', entry, 'vary', text .. ' ' .. names)
  end
  return false
end

-- Makes room for one more. An entry has two fields.
local function shrink()
  if call('HLEN', entry) > 2 * most and call('HEXISTS', entry, 'v' .. variant) == 0 then
    for _, field in ipairs(call('HRANDFIELD', entry, 2)) do
      if field ~= 'vary' then
        call('HDEL', entry, 'v' .. string.sub(field, 2), 'a' .. string.sub(field, 2))
        return
      end
    end
  end
end

local stored = 0
if asked > floor and asked > now - TICKET and judge(purges, asked, 10) == 0 and not younger() then
  shrink()
  call('HSET', entry, 'v' .. variant, ARGV[6], 'a' .. variant, ARGV[2])
  if call('PTTL', entry) < ttl then
    call('PEXPIRE', entry, ttl)
  end
  if ttl * 1000 > keep then
    call('ZADD', purges, ttl * 1000, 'keep')
    call('PEXPIRE', purges, math.ceil(ttl + 2 * TICKET / 1000))
  end
  stored = 1
end

local held = call('GET', lead)
if held == token or (held == 'alone' and stored == 1) then
  call('DEL', lead)
end
redis.pcall('PUBLISH', ARGV[8], ARGV[9])
return stored
