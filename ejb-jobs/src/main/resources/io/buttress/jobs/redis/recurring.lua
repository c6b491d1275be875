-- Recurring jobs: when they fire next, so that each fire is one job on any number of nodes.
--
-- KEYS[1]  the queue
-- ARGV[1]  'define': ARGV[2] name, [3] definition, [4] the next fire in ms; nothing changes if that is
--            its definition already
--          'remove': ARGV[2] name
--          'fire': ARGV[2] name, [3] the fire in ms that is due, [4] the next one in ms; then of each
--            job to add: id, delay in ms, body after CREATED
--          'list': ARGV[2] from which position; 200 at most
--
-- Returns for 'list' of each: name, next fire in ms, definition; else 1 if something has changed, 0 if
-- not: another node has been faster.
--
-- Touches the recurring jobs; 'fire' jobs, ready, delayed, the wake list.

local FIRES, DEFINITIONS = q .. ':t', q .. ':T'
local name = ARGV[2]

if ARGV[1] == 'define' then
  if call('HGET', DEFINITIONS, name) == ARGV[3] and call('ZSCORE', FIRES, name) then
    return 0
  end
  call('HSET', DEFINITIONS, name, ARGV[3])
  call('ZADD', FIRES, ARGV[4], name)
  return 1
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
    enqueue(ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2])
  end
  push_fresh()
  return 1
end
local list = {}
local recurring = call('ZRANGE', FIRES, name, name + 199, 'WITHSCORES')
for i = 1, #recurring, 2 do
  list[#list + 1] = recurring[i]
  list[#list + 1] = tonumber(recurring[i + 1])
  list[#list + 1] = call('HGET', DEFINITIONS, recurring[i]) or ''
end
return list
