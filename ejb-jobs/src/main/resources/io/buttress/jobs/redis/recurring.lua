-- Recurring jobs: when they fire next, so that each fire is one job on any number of nodes.
--
-- KEYS[1]  the queue
-- ARGV[1]  'define': ARGV[2] name, [3] definition, of which two lines say when it fires, [4] the next
--            fire in ms, which counts only if these lines were others before: a fire that is due must
--            not be lost, and an encrypted payload is another text each time
--          'remove': ARGV[2] name
--          'fire': ARGV[2] name, [3] the fire in ms that is due, [4] the next one in ms; then of each
--            job to add: id, delay in ms, body after CREATED
--          'since': since when there are any
--          'list': ARGV[2] from which position; 200 at most, or fewer that are long
--
-- Returns for 'list' of each: name, next fire in ms, definition; for 'since' the time in ms of the first
-- 'define' of all, 0 if there was none; else 0 if no fire has been set: it was before, or another node
-- has been faster. If one has: for 'fire' ids and types of the jobs that were added, else 1.
--
-- Touches the recurring jobs; 'fire' jobs, ready, delayed, the wake list.

local FIRES, DEFINITIONS = q .. ':t', q .. ':T'
local name = ARGV[2]

local function times(definition)
  return match(definition, '^[^\n]*\n[^\n]*\n')
end

if ARGV[1] == 'define' then
  call('HSETNX', DEFINITIONS, '', now)
  local before = call('HGET', DEFINITIONS, name)
  if before ~= ARGV[3] then
    call('HSET', DEFINITIONS, name, ARGV[3])
  end
  if before and times(before) == times(ARGV[3]) and call('ZSCORE', FIRES, name) then
    return 0
  end
  call('ZADD', FIRES, ARGV[4], name)
  return 1
elseif ARGV[1] == 'since' then
  return call('HGET', DEFINITIONS, '') or 0
elseif ARGV[1] == 'remove' then
  call('HDEL', DEFINITIONS, name)
  return call('ZREM', FIRES, name)
elseif ARGV[1] == 'fire' then
  local fire = call('ZSCORE', FIRES, name)
  if not fire or tonumber(fire) ~= tonumber(ARGV[3]) then
    return 0
  end
  call('ZADD', FIRES, ARGV[4], name)
  for i = 5, #ARGV, 3 do
    follow(ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2])
  end
  push_fresh()
  return followers
end
local FULL = 200000
local list, length = {}, 0
local recurring = call('ZRANGE', FIRES, name, name + 199, 'WITHSCORES')
for i = 1, #recurring, 2 do
  local definition = call('HGET', DEFINITIONS, recurring[i]) or ''
  list[#list + 1] = recurring[i]
  list[#list + 1] = tonumber(recurring[i + 1])
  list[#list + 1] = definition
  length = length + #definition
  if length > FULL then
    break
  end
end
return list
