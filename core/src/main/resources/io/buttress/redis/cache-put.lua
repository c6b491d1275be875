-- Stores a response, unless it was purged since it was asked for, or one that was asked for later
-- is there; and ends the ticket.
--
-- KEYS[1] what is stored under the request's key: a hash of entries, and 'vary' if they depend on
--         the request
-- KEYS[2] the purges of the shard
-- KEYS[3] who leads: a token, or 'alone'
-- ARGV[1] the token
-- ARGV[2] time to live, ms
-- ARGV[3] the names in Vary; empty if there is none
-- ARGV[4] the field of the entry
-- ARGV[5] the entry
-- ARGV[6] how many entries there may be
-- ARGV[7] the channel on which to tell all nodes
-- ARGV[8] the message
--
-- Returns 1 if it was stored, else 0.
-- Touches KEYS only. 'vary' is the youngest ticket of all entries, in us, and the names. Entries of
-- another Vary are removed. KEYS[1] lives as long as the entry with the longest time to live.

local entry, purges, lead, token = KEYS[1], KEYS[2], KEYS[3], ARGV[1]
local ttl, names, field, value, most = tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local asked, marks = head(value)
local now = micros()
local _, floor, keep = tick(purges, now)

local function later(other)
  return other and (head(other) or 0) > asked
end

-- Whether there is a younger one; removes what has another Vary.
local function younger()
  local plain, vary = call('HGET', entry, 'v'), call('HGET', entry, 'vary')
  local youngest, theirs
  if vary then
    youngest, theirs = match(vary, '^(%d+) (.*)$')
    youngest = tonumber(youngest)
  end
  if vary and theirs ~= names then
    if youngest and youngest > asked then
      return true
    end
    call('DEL', entry)
  elseif plain and names ~= '' then
    if later(plain) then
      return true
    end
    call('DEL', entry)
  elseif later(call('HGET', entry, field)) then
    return true
  end
  if names ~= '' then
    local text = string.format('%.0f', math.max(asked, theirs == names and youngest or 0))
    call('HSET', entry, 'vary', text .. ' ' .. names)
  end
  return false
end

-- Makes room for one more.
local function shrink()
  if call('HLEN', entry) > most and call('HEXISTS', entry, field) == 0 then
    local two = call('HRANDFIELD', entry, 2)
    call('HDEL', entry, two[1] == 'vary' and two[2] or two[1])
  end
end

local stored = 0
if asked > floor and asked > now - TICKET and judge(purges, asked, marks) == 0 and not younger() then
  shrink()
  call('HSET', entry, field, value)
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
redis.pcall('PUBLISH', ARGV[7], ARGV[8])
return stored
