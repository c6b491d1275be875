-- How long jobs have waited and run, minute by minute.
--
-- KEYS[1]  the queue
-- ARGV[1]  'add': ARGV[2], [3], ... names of counters and by how much they grow
--          'read': ARGV[2] of how many minutes, the current one included, to 60
--
-- Returns for 'read' 1 how many ms of the current minute have passed, 2 names and numbers in turn; the
-- same name can be there for each minute.
--
-- Touches :v:MINUTE, a HASH of counters for each of the last 60 minutes: w0, w1, ... how many have
-- waited, r0, r1, ... how many have run for less than 1, 2, 4, ... ms.

local call = redis.call
local time = call('TIME')
local minute = math.floor(time[1] / 60)

if ARGV[1] == 'add' then
  local name = KEYS[1] .. ':v:' .. minute
  for i = 2, #ARGV, 2 do
    call('HINCRBY', name, ARGV[i], ARGV[i + 1])
  end
  call('EXPIRE', name, 3700)
  return {}
end
local all = {}
for i = 0, ARGV[2] - 1 do
  for _, text in ipairs(call('HGETALL', KEYS[1] .. ':v:' .. minute - i)) do
    all[#all + 1] = text
  end
end
return { time[1] % 60 * 1000 + math.floor(time[2] / 1000), all }
